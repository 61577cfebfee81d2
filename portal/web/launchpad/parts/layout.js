// What views are laid out with: the top, parts under headings of their own, and lists of facts.

import { element, link } from "../dom.js";

/**
 * Draw the top of a view: where it belongs, its heading, what it is about, what to do first.
 * @param {unknown} title
 * @param {object} [more]
 * @param {[string, string]} [more.within] Address and name of the list that it belongs to.
 * @param {unknown} [more.about]
 * @param {unknown} [more.action]
 */
export function heading(title, { within, about, action } = {}) {
  return element(
    "div",
    { class: "heading" },
    element(
      "div",
      {},
      within && element("p", { class: "within" }, link(...within)),
      element("h1", {}, title),
      about && element("p", { class: "muted" }, about),
    ),
    action,
  );
}

/**
 * Draw a part of a view under a heading of its own.
 * @param {string} title
 * @param {...unknown} content
 */
export const section = (title, ...content) =>
  element("section", {}, element("h2", {}, title), ...content);

/**
 * Draw such a part on a surface of its own.
 * @param {string} title
 * @param {...unknown} content
 */
export const card = (title, ...content) =>
  element("section", { class: "card" }, element("h2", {}, title), ...content);

/**
 * Draw names and what they stand for; what is empty is left out.
 * @param {[string, unknown][]} facts
 */
export const facts = (facts) =>
  element(
    "dl",
    { class: "facts" },
    facts
      .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
      .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
