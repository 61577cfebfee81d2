// How many answers were right: a bar, and the same in words.

import { el } from "../dom.js";
import { number, percent } from "../format.js";

/**
 * Draw a bar that is filled to a share of 1; what it means stands beside it in words.
 * @type {(share: number, kind: string) => Node}
 */
export function bar(share, kind) {
  const filled = el("span");
  filled.style.width = `${100 * share}%`;
  return el(`span.bar.${kind}`, { "aria-hidden": "true" }, filled);
}

/** Draw a score. @type {(correct: number, wrong: number) => Node} */
export function score(correct, wrong) {
  const all = correct + wrong;
  if (all === 0) return el("span.muted", "No answers yet");
  return el(
    "span.score",
    bar(correct / all, "answers"),
    `${number(correct)} of ${number(all)} correct`,
    el("span.muted", percent(correct / all)),
  );
}
