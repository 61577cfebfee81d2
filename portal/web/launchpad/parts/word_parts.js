// A word's `parts`: grammar and examples, as far as its word list had any, in whatever form.

import { element } from "../dom.js";
import { german } from "./word.js";

/** @type {Record<string, string>} */
const LABELS = {
  pos: "Part of speech",
  article: "Article",
  gender: "Gender",
  plural: "Plural",
  ipa: "Pronunciation",
  cefr: "Level",
  separable: "Separable",
  praeteritum: "Past tense",
  partizip2: "Past participle",
  aux: "Perfect tense with",
};

const GERMAN = new Set(["article", "plural", "praeteritum", "partizip2", "aux"]);
/** @type {Record<string, string>} */
const GENDERS = { m: "masculine", f: "feminine", n: "neuter" };

/**
 * List what is known of a word but its examples: known keys first, others as they came.
 * @param {unknown} parts
 * @returns {[string, unknown][]}
 */
export function grammar(parts) {
  const record = Array.isArray(parts) ? { more: parts } : Object(parts);
  const keys = new Set([...Object.keys(LABELS), ...Object.keys(record)]);
  keys.delete("examples");
  return [...keys]
    .map((key) => /** @type {[string, string]} */ ([key, said(key, record[key])]))
    .filter(([, text]) => text)
    .map(([key, text]) => [LABELS[key] ?? named(key), GERMAN.has(key) ? german(text) : text]);
}

/**
 * List the sentences that show the word in use.
 * @param {unknown} parts
 */
export function examples(parts) {
  const found = Object(parts).examples ?? [];
  return (Array.isArray(found) ? found : [found]).map(example).filter((node) => node !== null);
}

/** @param {unknown} value */
function example(value) {
  const sentence = typeof value === "string" ? value : written(Object(value).german);
  const english = written(Object(value).english);
  if (!sentence && !english) return null;
  return element(
    "li",
    {},
    element("p", { lang: "de" }, sentence),
    english && element("p", { class: "muted" }, english),
  );
}

/**
 * @param {string} key
 * @param {unknown} value
 */
function said(key, value) {
  if (key === "gender" && typeof value === "string") return GENDERS[value] ?? value;
  return written(value);
}

/**
 * Write any JSON value as a text, "" where it says nothing.
 * @param {unknown} value
 * @returns {string}
 */
function written(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(written).filter(Boolean).join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${named(key)}: ${written(inner)}`)
    .join("; ");
}

/** @param {string} key */
function named(key) {
  const name = key.replaceAll("_", " ");
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
