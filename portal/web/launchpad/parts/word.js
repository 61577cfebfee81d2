// Format the `parts` of a word: its grammar and examples, in any form that its word list had.

import { el } from "../../common/dom.js";

/** @type {Record<string, string>} */
const LABELS = {
  pos: "Part of speech",
  ipa: "Pronunciation",
  cefr: "Level",
  praesens3: "Present tense",
  praeteritum: "Past tense",
  partizip2: "Past participle",
  aux: "Perfect tense with",
  government: "Used with",
  alternatives: "Also",
};
const GERMAN = [
  "article", "plural", "praesens3", "praeteritum", "partizip2", "aux", "comparative", "superlative",
  "alternatives",
];
/** @type {Record<string, string>} */
const GENDERS = { m: "masculine", f: "feminine", n: "neuter" };

/** Mark a text as German, for screen readers and hyphenation. @param {string} text */
export const german = (text) => el("span", { lang: "de" }, text);

/** Return a text of `parts`, or "". @param {Api.Json} parts @param {string} key */
export function part(parts, key) {
  const value = object(parts)[key];
  return typeof value === "string" ? value : "";
}

/** Return the German word with its article: "die Familie". @param {Api.Word} word */
export function withArticle({ german: text, parts }) {
  const article = part(parts, "article");
  return article && !text.startsWith(`${article} `) ? `${article} ${text}` : text;
}

/** Return the labels and values, without examples. @param {Api.Json} parts @returns {[string, Dom.Child][]} */
export function grammar(parts) {
  const { examples, ...known } = Array.isArray(parts) ? { more: parts } : object(parts);
  known.gender = GENDERS[part(known, "gender")] ?? known.gender;
  return Object.keys({ ...LABELS, ...known }).flatMap((key) => {
    const text = format(known[key]);
    return text ? [[LABELS[key] ?? capitalised(key), GERMAN.includes(key) ? german(text) : text]] : [];
  });
}

/** Return the example sentences of `parts` as list items. @param {Api.Json} parts */
export const examples = (parts) =>
  [object(parts).examples ?? []].flat().map((example) => {
    const { german: sentence, english } = typeof example === "string" ? { german: example } : object(example);
    return el("li", el("p", { lang: "de" }, format(sentence)), el("p.muted", format(english)));
  });

/** Return a JSON object, or {} for another value. @param {Api.Json} value */
const object = (value) => (typeof value === "object" && value && !Array.isArray(value) ? value : {});

/** Return any JSON value as text. @param {Api.Json | undefined} value @returns {string} */
function format(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(format).filter(Boolean).join(", ");
  if (typeof value !== "object") return `${value ?? ""}`;
  return Object.entries(value ?? {})
    .map(([key, inner]) => `${capitalised(key)}: ${format(inner)}`)
    .join("; ");
}

/** @param {string} key */
function capitalised(key) {
  const name = key.replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
