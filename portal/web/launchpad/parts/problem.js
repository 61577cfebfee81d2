// What went wrong, in words, with a way on.

import { Problem } from "../api.js";
import { el, link } from "../dom.js";

/**
 * Show an error: with a retry where that may help, else with a way back to firm ground.
 * @type {(error: unknown, retry: () => unknown) => Node}
 */
export function problem(error, retry) {
  const known = error instanceof Problem;
  if (!known) reportError(error); // a fault of this page's own
  const again = ({ target }) => {
    target.disabled = true;
    retry();
  };
  const words = known ? error.message : "Something went wrong in this page.";
  const wayOut = location.search
    ? link(location.pathname, "Show this page from its beginning")
    : link("/", "Go to the dashboard");
  const button = el("button.button", { type: "button", onclick: again }, "Try again");
  return el("div.problem.card", { role: "alert" }, el("p", words), known && !error.passes ? wayOut : button);
}
