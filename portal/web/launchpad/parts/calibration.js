// A plot of how well recall was predicted: on the line, as many words were recalled as predicted.

import { el } from "../../common/dom.js";
import { percent, plural } from "../format.js";
import { card } from "./layout.js";

const MIN_REVIEWS = 100; // fewer say little

/** Draw the plot, or nothing if there are too few reviews. @param {Api.Calibration} calibration */
export function calibration({ items, review_items_count: count, rmse }) {
  if (count < MIN_REVIEWS || rmse === null) return "";
  const most = Math.max(...items.map((item) => item.review_items_count));
  return card(
    "Predicted and actual recall",
    el("p", `Of ${plural(count, "review")}, recall was predicted with a root mean square error of ${percent(rmse)}.`),
    el("div.plot", { "aria-hidden": "true" }, items.map((item) => dot(item, most))),
    el("p.muted.axis", { "aria-hidden": "true" }, "Across: predicted, from 0 to 100%. Up: recalled. On the line, both are equal."),
    el("details", el("summary", "The figures as a list"), el("ul", items.map((item) => el("li", summary(item))))),
  );
}

/** @param {Api.CalibrationBin} bin @param {number} most */
function dot(bin, most) {
  const node = el("span.dot", { title: summary(bin) });
  node.style.left = `${100 * bin.predicted}%`;
  node.style.bottom = `${100 * bin.actual}%`;
  node.style.setProperty("--share", `${Math.sqrt(bin.review_items_count / most)}`);
  return node;
}

/** @param {Api.CalibrationBin} bin */
const summary = ({ predicted, actual, review_items_count: count }) =>
  `${percent(predicted)} predicted, ${percent(actual)} recalled, ${plural(count, "review")}`;
