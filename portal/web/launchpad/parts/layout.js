// The layout of views: the header, sections, cards, and lists of facts.

import { el, link } from "../../common/dom.js";

/** Make the header of a view. @param {Dom.Child} title @param {Launchpad.Header} [options] */
export const heading = (title, { parent, description, action } = {}) => {
  const above = parent && el("p.within", link(...parent));
  return el("div.heading", el("div", above, el("h1", title), description && el("p.muted", description)), action);
};

/** @param {string} title @param {Dom.Content[]} content */
export const section = (title, ...content) => el("section", el("h2", title), ...content);

/** @param {string} title @param {Dom.Content[]} content */
export const card = (title, ...content) => el("section.card", el("h2", title), ...content);

/** @param {[string, Dom.Child][]} facts */
export const facts = (facts) =>
  el("dl.facts", facts.map(([name, value]) => el("div", el("dt", name), el("dd", value))));
