// What an address shows where there is nothing.

import { element, link } from "../dom.js";
import { heading } from "../parts/layout.js";

export function nowhere() {
  return {
    title: "Page not found",
    content: [
      heading("Page not found", { about: "There is nothing at this address." }),
      element("p", {}, link("/", "Go to the dashboard")),
    ],
  };
}
