// How many answers were right, as a bar and as text.

import { el } from "../../common/dom.js";
import { number, percent } from "../format.js";

/** Draw a bar that is filled to a share from 0 to 1. @param {number} share @param {"answers" | "progress"} kind */
export function bar(share, kind) {
  const filled = el("span");
  filled.style.width = `${100 * share}%`;
  return el(`span.bar.${kind}`, { "aria-hidden": "true" }, filled);
}

/** @param {Api.Counts} counts */
export function score({ correct_count: correct, wrong_count: wrong }) {
  const all = correct + wrong;
  if (all === 0) return el("span.muted", "No answers yet");
  return el(
    "span.score",
    bar(correct / all, "answers"),
    `${number(correct)} of ${number(all)} correct`,
    el("span.muted", percent(correct / all)),
  );
}
