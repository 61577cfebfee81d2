// How a word is written: German with its article, and marked as German.

import { element } from "../dom.js";

/**
 * Mark text as German, so that it is read and hyphenated as such.
 * @param {...unknown} text
 */
export const german = (...text) => element("span", { lang: "de" }, ...text);

/**
 * Return a text of a word's `parts`, or "" where there is none.
 * @param {unknown} parts Whatever a word list had: an object, a list or null.
 * @param {string} key
 */
export function part(parts, key) {
  const value = parts && typeof parts === "object" && /** @type {any} */ (parts)[key];
  return typeof value === "string" ? value : "";
}

/**
 * Write the word as one learns it: "die Familie".
 * @param {{german: string, parts: unknown}} word
 */
export function withArticle({ german: text, parts }) {
  const article = part(parts, "article");
  return article && !text.startsWith(`${article} `) ? `${article} ${text}` : text;
}
