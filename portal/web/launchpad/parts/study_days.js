// The last year as a calendar: a column for each week, Monday first, and a colour for each day.

import { element } from "../dom.js";
import { day, month, plural, weekday } from "../format.js";

const DAY_MS = 86_400_000;
const LEVELS = 4; // above none

/**
 * @typedef {object} StudyDay
 * @property {string} day
 * @property {number} study_session_count
 * @property {number} review_items_count
 * @property {number} correct_count
 */

/**
 * Draw the days from one to another; the same is there as a list, for whoever can't point at a day.
 * @param {{from: string, to: string, items: StudyDay[]}} days
 */
export function studyDays({ from, to, items }) {
  const found = new Map(items.map((item) => [item.day, item]));
  const most = Math.max(1, ...items.map((item) => item.review_items_count));
  const start = Date.parse(from);
  const offset = (new Date(start).getUTCDay() + 6) % 7; // days since Monday
  const grid = element("div", { class: "days" });

  [0, 2, 4].forEach((row) => {
    grid.append(at(row + 2, 1, element("span", { class: "weekday" }, weekday(new Date(DAY_MS * (row + 4))))));
  });
  for (let time = start, index = offset; time <= Date.parse(to); time += DAY_MS, index += 1) {
    const date = new Date(time);
    const item = found.get(date.toISOString().slice(0, 10));
    const column = Math.floor(index / 7) + 2;
    // The month's name stands above its first whole week, and there is room for it.
    if (index % 7 === 0 && date.getUTCDate() <= 7) {
      grid.append(at(1, column, element("span", { class: "month" }, month(date))));
    }
    const level = item ? Math.max(1, Math.ceil((LEVELS * item.review_items_count) / most)) : 0;
    const title = `${day(date)}: ${item ? summary(item) : "nothing"}`;
    grid.append(at((index % 7) + 2, column, element("span", { class: "day", "data-level": level, title })));
  }
  return element(
    "section",
    { class: "card" },
    element("h2", {}, "The last year"),
    element(
      "div",
      { class: "calendar", role: "region", tabindex: "0", "aria-label": "Calendar of the last year" },
      element("div", { "aria-hidden": "true" }, grid),
    ),
    items.length === 0
      ? element("p", { class: "muted" }, "Each day on which you study will get a colour here.")
      : element("div", { class: "below" }, list(items), legend()),
  );
}

/** @param {StudyDay} item */
function summary({ study_session_count: sessions, review_items_count: reviews, correct_count: correct }) {
  return `${plural(sessions, "study session")}, ${plural(reviews, "answer")}, ${correct} correct`;
}

/** @param {StudyDay[]} items */
function list(items) {
  return element(
    "details",
    {},
    element("summary", {}, `${plural(items.length, "day")} with study, as a list`),
    element(
      "ul",
      {},
      items.toReversed().map((item) =>
        element("li", {}, `${day(new Date(Date.parse(item.day)))}: ${summary(item)}`),
      ),
    ),
  );
}

function legend() {
  const levels = Array.from({ length: LEVELS + 1 }, (_, level) =>
    element("span", { class: "day", "data-level": level }),
  );
  return element("p", { class: "legend muted", "aria-hidden": "true" }, "less", levels, "more");
}

/**
 * @param {number} row
 * @param {number} column
 * @param {HTMLElement} node
 */
function at(row, column, node) {
  node.style.gridArea = `${row} / ${column}`;
  return node;
}
