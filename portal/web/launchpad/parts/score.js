// How many answers were right: a bar, and the same in words.

import { element } from "../dom.js";
import { number, percent } from "../format.js";

/**
 * Draw a bar that is filled in part; its meaning stands beside it in words.
 * @param {number} share Of 1.
 * @param {string} kind Its class.
 */
export function bar(share, kind) {
  const filled = element("span");
  filled.style.inlineSize = `${100 * share}%`;
  return element("span", { class: `bar ${kind}`, "aria-hidden": "true" }, filled);
}

/**
 * Draw a score.
 * @param {number} correct
 * @param {number} wrong
 */
export function score(correct, wrong) {
  const all = correct + wrong;
  if (all === 0) return element("span", { class: "score muted" }, "No answers yet");
  return element(
    "span",
    { class: "score" },
    bar(correct / all, "answers"),
    element("span", {}, `${number(correct)} of ${number(all)} correct`),
    element("span", { class: "muted" }, percent(correct / all)),
  );
}
