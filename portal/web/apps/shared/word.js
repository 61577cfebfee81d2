// How a word is shown. Its `parts` are whatever the word list had: nothing in them is taken for granted.

import { el } from "./dom.js";

const ARTICLES = ["der", "die", "das"];

/** @param {Word} word @returns {string[]} its article, or "", and the rest */
export function splitArticle({ german, parts }) {
  const known = ARTICLES.includes(parts?.article) ? parts.article : "";
  const [first, ...rest] = german.trim().split(/\s+/);
  // Of two words, the second a noun: more could be a sentence, as “Das macht nichts”.
  const stands = known ? known === first : rest.length === 1 && /^\p{Lu}/u.test(rest[0]);
  return stands && ARTICLES.includes(first) ? [first, rest.join(" ")] : [known, german];
}

/** @param {Word} word */
export function germanWord(word) {
  const [article, german] = splitArticle(word);
  return el("span", { lang: "de" }, el("span", { class: "article" }, article && `${article} `), german);
}

/** @param {Word} word */
export function wordDetails({ parts }) {
  const { plural, examples } = Object(parts);
  const { german, english } = Object(examples?.[0]);
  const line = (text, properties) => (typeof text === "string" ? el("p", properties, text) : "");
  return el(
    "div",
    { class: "details" },
    line(plural, { class: "muted plural", lang: "de" }),
    line(german, { lang: "de" }),
    line(english, { class: "muted" }),
  );
}
