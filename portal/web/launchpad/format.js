// Numbers, times and counts as text, in the reader's locale.

// Times show what the portal's own clock showed, wherever the reader is: their offset is dropped.
/** @returns {(date: Date) => string} */
const dates = (options) => new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" }).format;
const dateTimes = dates({ dateStyle: "medium", timeStyle: "short" });

/** @type {(value: number) => string} */
export const number = new Intl.NumberFormat().format;
/** @type {(share: number) => string} Of 1. */
export const percent = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
}).format;
/** @type {(time: string) => string} ISO 8601 with an offset. */
export const dateTime = (time) => dateTimes(new Date(`${time.slice(0, 19)}Z`));
// Of days, as midnight in UTC.
export const day = dates({ dateStyle: "full" });
export const month = dates({ month: "short" });
export const weekday = dates({ weekday: "short" });

/** Count things: "1 word", "1,131 words". @type {(count: number, one: string) => string} */
export const plural = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;
