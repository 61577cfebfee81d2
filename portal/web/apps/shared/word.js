// Show a word. Its `parts` can have any form: nothing in them is relied on.

import { el } from "../../common/dom.js";
import { array, property } from "../../common/json.js";

const ARTICLES = ["der", "die", "das"];

/** Return the article of a word, or "", and the rest of it. @param {Api.Word} word */
export function splitArticle({ german, parts }) {
  const known = ARTICLES.find((article) => article === property(parts, "article")) ?? "";
  const [first, ...rest] = german.trim().split(/\s+/);
  // If the article isn't known: two words, the second a noun. “Das macht nichts” is a sentence.
  const startsWithArticle = known ? known === first : rest.length === 1 && /^\p{Lu}/u.test(rest[0]);
  return startsWithArticle && ARTICLES.includes(first) ? [first, rest.join(" ")] : [known, german];
}

/** @param {Api.Word} word */
export function germanWord(word) {
  const [article, german] = splitArticle(word);
  return el("span", { lang: "de" }, el("span.article", article && `${article} `), german);
}

/** Show the plural and the first example. @param {Api.Word} word */
export function wordDetails({ parts }) {
  const [example] = array(property(parts, "examples"));
  /** @param {unknown} text @param {Dom.Attributes} attributes */
  const line = (text, attributes) => (typeof text === "string" ? el("p", attributes, text) : "");
  return el(
    "div.details",
    line(property(parts, "plural"), { class: "muted plural", lang: "de" }),
    line(property(example, "german"), { lang: "de" }),
    line(property(example, "english"), { class: "muted" }),
  );
}
