// Links to the pages of a list.

import { element, link } from "../dom.js";
import { number } from "../format.js";
import { addressWith } from "../router.js";

/**
 * Link the pages beside the present one, the first and the last; nothing where there is only one.
 * @param {{current_page: number, total_pages: number}} pagination
 * @param {string} parameter The query parameter that says which page.
 * @param {string} label
 */
export function pagination({ current_page: current, total_pages: last }, parameter, label) {
  if (last === 1) return null;
  const to = (/** @type {number} */ page) => addressWith({ [parameter]: page === 1 ? null : page });
  const step = (/** @type {number} */ page, /** @type {string} */ text) =>
    page >= 1 && page <= last
      ? element("a", { class: "button", href: to(page) }, text)
      : element("span", { class: "button", "aria-disabled": "true" }, text);
  const near = [1, current - 1, current, current + 1, last];
  const pages = [...new Set(near)].filter((page) => page >= 1 && page <= last);
  const numbered = pages.map((page, index) =>
    element(
      "li",
      { class: index > 0 && page - pages[index - 1] > 1 && "after-gap" },
      element(
        "a",
        { href: to(page), "aria-label": `Page ${number(page)}`, "aria-current": page === current && "page" },
        number(page),
      ),
    ),
  );
  return element(
    "nav",
    { class: "pagination", "aria-label": label },
    step(current - 1, "Previous"),
    element("ol", {}, numbered),
    element("span", { class: "position", "aria-hidden": "true" }, `${number(current)} of ${number(last)}`),
    step(current + 1, "Next"),
  );
}
