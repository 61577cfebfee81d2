// What an address shows where there is nothing.

import { el, link } from "../dom.js";

export const nowhere = () => ({
  title: "Page not found",
  content: [
    el("h1", "Page not found"),
    el("p", "There is nothing at this address. ", link("/", "Go to the dashboard"), "."),
  ],
});
