// What is known of a word beside its two texts: its `parts`, as far as its word list had any, in
// whatever form.

import { el } from "../dom.js";

const LABELS = {
  pos: "Part of speech",
  ipa: "Pronunciation",
  cefr: "Level",
  praeteritum: "Past tense",
  partizip2: "Past participle",
  aux: "Perfect tense with",
};
const GERMAN = ["article", "plural", "praeteritum", "partizip2", "aux"];
const GENDERS = { m: "masculine", f: "feminine", n: "neuter" };

/** Mark a text as German, so that it is read as such. @type {(text: string) => Node} */
export const german = (text) => el("span", { lang: "de" }, text);

/**
 * Return a text of a word's `parts`, an object, a list or null; "" where there is none.
 * @type {(parts: any, key: string) => string}
 */
export const part = (parts, key) => (typeof parts?.[key] === "string" ? parts[key] : "");

/**
 * Write the word as one learns it: "die Familie".
 * @param {{german: string, parts: any}} word
 */
export function withArticle({ german: text, parts }) {
  const article = part(parts, "article");
  return article && !text.startsWith(`${article} `) ? `${article} ${text}` : text;
}

/**
 * List what is known of a word but its examples.
 * @type {(parts: any) => [string, any][]}
 */
export function grammar(parts) {
  const { examples, ...known } = Array.isArray(parts) ? { more: parts } : Object(parts);
  known.gender = GENDERS[known.gender] ?? known.gender;
  return Object.keys({ ...LABELS, ...known })
    .map((key) => [key, written(known[key])])
    .filter(([, text]) => text)
    .map(([key, text]) => [LABELS[key] ?? named(key), GERMAN.includes(key) ? german(text) : text]);
}

/** List the sentences that show the word in use. @type {(parts: any) => Node[]} */
export const examples = (parts) =>
  [parts?.examples ?? []].flat().map((example) => {
    const { german: sentence, english } = typeof example === "string" ? { german: example } : Object(example);
    return el("li", el("p", { lang: "de" }, written(sentence)), el("p.muted", written(english)));
  });

// Any JSON value as a text, "" where it says nothing.
function written(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(written).filter(Boolean).join(", ");
  if (typeof value !== "object") return String(value ?? "");
  return Object.entries(value ?? {})
    .map(([key, inner]) => `${named(key)}: ${written(inner)}`)
    .join("; ");
}

function named(key) {
  const name = key.replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
