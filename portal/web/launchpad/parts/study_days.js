// The last year as a calendar: a column for each week, Monday first, and a colour for each day.

import { el } from "../dom.js";
import { day, month, plural, weekday } from "../format.js";
import { card } from "./layout.js";

const DAY_MS = 86_400_000;
const MONDAY_MS = 4 * DAY_MS; // the first of 1970

/**
 * Draw the days from one to another; the same is there as a list, for whoever can't point at a day.
 * @type {(days: {from: string, to: string, items: any[]}) => Node}
 */
export function studyDays({ from, to, items }) {
  const found = new Map(items.map((item) => [item.day, item]));
  const most = Math.max(1, ...items.map((item) => item.review_items_count));
  const grid = el("div.days", { "aria-hidden": "true" });
  const put = (row, column, node) => {
    node.style.gridArea = `${row} / ${column}`;
    grid.append(node);
  };

  put(1, 1, el("span.weekday"));
  for (const row of [0, 2, 4]) {
    put(row + 2, 1, el("span.weekday", weekday(new Date(MONDAY_MS + row * DAY_MS))));
  }
  const monday = Date.parse(from) - ((Date.parse(from) - MONDAY_MS) % (7 * DAY_MS));
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    const date = new Date(time);
    const index = (time - monday) / DAY_MS;
    const row = (index % 7) + 2;
    const column = Math.floor(index / 7) + 2;
    // Above the first week that begins in it.
    if (row === 2 && date.getUTCDate() <= 7) put(1, column, el("span.month", month(date)));
    const item = found.get(date.toISOString().slice(0, 10));
    const level = item ? Math.ceil((4 * item.review_items_count) / most) || 1 : 0;
    put(row, column, square(level, summary(date, item)));
  }

  const list = el("ul", items.toReversed().map((item) => el("li", summary(new Date(item.day), item))));
  return card(
    "The last year",
    el("div.calendar", { role: "region", tabindex: 0, "aria-label": "Calendar of the last year" }, grid),
    items.length
      ? el("details", el("summary", `${plural(items.length, "study day")} as a list`), list)
      : el("p", "Each day on which you study will get a colour here."),
    el("p.legend.muted", { "aria-hidden": "true" }, "less\u00a0", [0, 1, 2, 3, 4].map((level) => square(level)), "\u00a0more"),
  );
}

function square(level, title) {
  const node = el("span.day", { title });
  node.style.setProperty("--level", level);
  return node;
}

function summary(date, item) {
  if (!item) return `${day(date)}: no study`;
  const { study_session_count: sessions, review_items_count: reviews, correct_count: correct } = item;
  return `${day(date)}: ${plural(sessions, "study session")}, ${plural(reviews, "answer")}, ${correct} correct`;
}
