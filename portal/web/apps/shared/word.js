// How a German word is shown: with its article, and a plural, forms and an example where it has them.
// `parts` is whatever the word list had, so nothing in it is taken for granted.

import { el } from "./dom.js";

/** @typedef {import("./portal.js").Word} Word */

const ARTICLES = ["der", "die", "das"];

/** Tell a noun from its article, "" where there is none. @param {Word} word @returns {[string, string]} */
export function splitArticle(word) {
  const known = text(word, "article");
  const [first, ...rest] = word.german.trim().split(/\s+/);
  // Of two words, the second a noun: more could be a sentence, as “Das macht nichts”.
  const stands = known ? known === first : rest.length === 1 && /^\p{Lu}/u.test(rest[0]);
  if (stands && ARTICLES.includes(first)) return [first, rest.join(" ")];
  return [ARTICLES.includes(known) ? known : "", word.german];
}

/** @param {Word} word */
export function germanWord(word) {
  const [article, german] = splitArticle(word);
  const before = article ? [el("span", { class: "article" }, article), " "] : [];
  return el("span", { lang: "de" }, ...before, german);
}

/** What else is known of a word. @param {Word} word */
export function wordDetails(word) {
  const plural = text(word, "plural");
  const participle = text(word, "partizip2");
  const auxiliary = { haben: "hat ", sein: "ist " }[text(word, "aux")] ?? "";
  const forms = [text(word, "praeteritum"), participle && auxiliary + participle].filter(Boolean);
  const { german, english = "" } = Object(word.parts?.examples?.[0]);
  return el(
    "div",
    { class: "details" },
    plural && el("p", { class: "muted" }, "plural ", el("span", { lang: "de" }, plural)),
    el("p", { class: "muted", lang: "de" }, forms.join(", ")),
    german ? el("p", { lang: "de" }, german) : "",
    german ? el("p", { class: "muted" }, english) : "",
  );
}

function text(word, key) {
  const value = word.parts?.[key];
  return typeof value === "string" ? value.trim() : "";
}
