// A calendar of the last year: one column per week from Monday on, one coloured square per day.

import { el } from "../../common/dom.js";
import { day, month, plural, weekday } from "../format.js";
import { card } from "./layout.js";

const DAY_MS = 86_400_000;
const MONDAY_MS = 4 * DAY_MS; // 5 January 1970, the first Monday

/** Draw a period as a calendar and as a list. @param {Api.StudyDays} days */
export function studyDays({ from, to, items }) {
  const itemsByDay = new Map(items.map((item) => [item.day, item]));
  const most = Math.max(1, ...items.map((item) => item.review_items_count));
  const grid = el("div.days", { "aria-hidden": "true" });
  /** @param {number} row @param {number} column @param {HTMLElement} node */
  const place = (row, column, node) => {
    node.style.gridArea = `${row} / ${column}`;
    grid.append(node);
  };

  place(1, 1, el("span.weekday"));
  for (const row of [0, 2, 4]) {
    place(row + 2, 1, el("span.weekday", weekday(new Date(MONDAY_MS + row * DAY_MS))));
  }
  const monday = Date.parse(from) - ((Date.parse(from) - MONDAY_MS) % (7 * DAY_MS));
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    const date = new Date(time);
    const index = (time - monday) / DAY_MS;
    const row = (index % 7) + 2;
    const column = Math.floor(index / 7) + 2;
    // The name of a month is above the first week that begins in it.
    if (row === 2 && date.getUTCDate() <= 7) place(1, column, el("span.month", month(date)));
    const item = itemsByDay.get(date.toISOString().slice(0, 10));
    const level = item ? Math.ceil((4 * item.review_items_count) / most) || 1 : 0;
    place(row, column, square(level, summary(date, item)));
  }

  const list = el("ul", items.toReversed().map((item) => el("li", summary(new Date(item.day), item))));
  const legend = [0, 1, 2, 3, 4].map((level) => square(level));
  return card(
    "The last year",
    el("div.calendar", { role: "region", tabindex: 0, "aria-label": "Calendar of the last year" }, grid),
    items.length
      ? el("details", el("summary", `${plural(items.length, "study day")} as a list`), list)
      : el("p", "Each day on which you study will get a colour here."),
    el("p.legend.muted", { "aria-hidden": "true" }, "less\u00a0", legend, "\u00a0more"),
  );
}

/** @param {number} level 0 to 4 @param {string} [title] */
function square(level, title) {
  const node = el("span.day", { title });
  node.style.setProperty("--level", `${level}`);
  return node;
}

/** @param {Date} date @param {Api.StudyDay} [item] */
function summary(date, item) {
  if (!item) return `${day(date)}: no study`;
  const { study_session_count: sessions, review_items_count: reviews, correct_count: correct } = item;
  return `${day(date)}: ${plural(sessions, "study session")}, ${plural(reviews, "answer")}, ${correct} correct`;
}
