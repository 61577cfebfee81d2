// What views are laid out with: the top, parts under headings of their own, and facts.

import { el, link } from "../dom.js";

/**
 * Draw the top of a view: where it belongs, its heading, what it is about, what to do first.
 * @param {any} title
 * @param {object} [more]
 * @param {[string, string]} [more.within] Address and name of the list that it belongs to.
 * @param {any} [more.about]
 * @param {Node} [more.action]
 */
export const heading = (title, { within, about, action } = {}) =>
  el(
    "div.heading",
    el("div", within && el("p.within", link(...within)), el("h1", title), about && el("p.muted", about)),
    action,
  );

/** Draw a part of a view. @type {(title: string, ...content: any[]) => Node} */
export const section = (title, ...content) => el("section", el("h2", title), ...content);

/** Draw one on a surface of its own. @type {(title: string, ...content: any[]) => Node} */
export const card = (title, ...content) => el("section.card", el("h2", title), ...content);

/** Draw names and what they stand for. @type {(facts: [string, any][]) => Node} */
export const facts = (facts) =>
  el("dl.facts", facts.map(([name, value]) => el("div", el("dt", name), el("dd", value))));
