// What went wrong, in words, with a way on.

import { Problem } from "../api.js";
import { element, link } from "../dom.js";

/**
 * Show an error: with a retry where that may help, else with a way back to firm ground.
 * @param {unknown} error
 * @param {() => unknown} retry
 */
export function problem(error, retry) {
  const known = error instanceof Problem;
  if (!known) reportError(error); // a fault of this page's own
  const again = () => {
    button.disabled = true;
    void retry();
  };
  const button = element("button", { class: "button", type: "button", onclick: again }, "Try again");
  return element(
    "div",
    { class: "problem card", role: "alert" },
    element("p", {}, known ? error.message : "Something went wrong in this page."),
    !known || error.passes
      ? button
      : element("p", {}, link(location.pathname, "Show this page from its beginning"), " or ",
          link("/", "go to the dashboard"), "."),
  );
}
