// Format numbers, times and counts in the reader's locale.

// Times keep the portal's time zone: the offset is dropped, and the rest is read as UTC.
/** @param {Intl.DateTimeFormatOptions} options */
const dates = (options) => new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" }).format;
const dateTimes = dates({ dateStyle: "medium", timeStyle: "short" });

export const number = new Intl.NumberFormat().format;
/** Format a share from 0 to 1. */
export const percent = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
}).format;
/** @param {string} time ISO 8601 with an offset. */
export const dateTime = (time) => dateTimes(new Date(`${time.slice(0, 19)}Z`));
// A day is a date at midnight UTC.
export const day = dates({ dateStyle: "full" });
export const month = dates({ month: "short" });
export const weekday = dates({ weekday: "short" });

/** Count things: "1 word", "1,131 words". @param {number} count @param {string} noun */
export const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
