// An error message, with a button or link for what to do next.

import { Problem } from "../api.js";
import { el, link } from "../../common/dom.js";

/** @param {unknown} error @param {() => unknown} retry */
export function problem(error, retry) {
  const known = error instanceof Problem;
  if (!known) reportError(error); // a bug in this page
  const onclick = () => {
    button.disabled = true;
    retry();
  };
  const message = known ? error.message : "Something went wrong in this page.";
  const elsewhere = location.search
    ? link(location.pathname, "Show this page from its beginning")
    : link("/", "Go to the dashboard");
  const button = el("button.button", { type: "button", onclick }, "Try again");
  const final = known && !error.isTemporary;
  return el("div.problem.card", { role: "alert" }, el("p", message), final ? elsewhere : button);
}
