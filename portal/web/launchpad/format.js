// Numbers, times and counts as text, in the reader's locale.

const numbers = new Intl.NumberFormat();
const percents = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const dateTimes = dates({ dateStyle: "medium", timeStyle: "short" });
const days = dates({ dateStyle: "full" });
const months = dates({ month: "short" });
const weekdays = dates({ weekday: "short" });

/** @param {Intl.DateTimeFormatOptions} options */
function dates(options) {
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" });
}

/** @param {number} value */
export const number = (value) => numbers.format(value);

/**
 * Write a share as a percentage.
 * @param {number} share Of 1.
 */
export const percent = (share) => percents.format(share);

/**
 * Count things: "1 word", "1,184 words".
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;

/**
 * Write a time as the portal's own clock showed it, wherever the reader is.
 * @param {string} time ISO 8601 with an offset.
 */
export const dateTime = (time) => dateTimes.format(new Date(`${time.slice(0, 19)}Z`));

/** @param {Date} date Midnight in UTC. */
export const day = (date) => days.format(date);

/** @param {Date} date Midnight in UTC. */
export const month = (date) => months.format(date);

/** @param {Date} date Midnight in UTC. */
export const weekday = (date) => weekdays.format(date);
