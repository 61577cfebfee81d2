// Words in a table: searched as one types, sorted by the headers, paged.

import { element, link } from "../dom.js";
import { number } from "../format.js";
import { addressWith, navigate } from "../router.js";
import { pagedList } from "./paged_list.js";
import { table } from "./table.js";
import { german, part, withArticle } from "./word.js";

const TYPING_MS = 200;

/** @type {import("./table.js").Column[]} */
const COLUMNS = [
  { label: "German", sort: "german", cell: (word) => link(`/words/${word.id}`, german(withArticle(word))) },
  { label: "Plural", cell: ({ parts }) => german(part(parts, "plural")) },
  { label: "English", sort: "english", cell: (word) => word.english },
  count("Correct"),
  count("Wrong"),
];

/** @param {"Correct"|"Wrong"} label */
function count(label) {
  const key = `${label.toLowerCase()}_count`;
  const cell = (/** @type {any} */ word) =>
    element("span", { class: word[key] ? label.toLowerCase() : "muted" }, number(word[key]));
  return { label, sort: key, numeric: true, cell };
}

/** Draw words that are neither searched nor sorted. */
export const wordTable = (/** @type {any[]} */ words) => table("Words", COLUMNS, words);

/**
 * List words; `update` draws what a query shows.
 * @param {string} path The API's.
 */
export function wordList(path) {
  const list = pagedList({
    path,
    noun: "word",
    parameters: ["search", "sort_by", "order"],
    draw: (words, query) => table("Words", COLUMNS, words, sorting(query)),
    empty: (query) =>
      query.get("search")
        ? element("p", {}, "No word begins like that, German or English.")
        : element("p", {}, "There are no words yet. Whoever runs the portal can load some with ",
            element("code", {}, "invoke seed"), "."),
  });
  const input = element("input", {
    type: "search", id: "search", class: "field", name: "search", maxlength: "200",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", oninput: later,
  });
  const form = element(
    "form",
    { class: "search", role: "search", onsubmit: now },
    element("label", { for: "search" }, "Search German or English"),
    input,
  );
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_MS);
  }

  /** @param {Event} event */
  function now(event) {
    event.preventDefault();
    search();
  }

  function search() {
    clearTimeout(timer);
    const sought = input.value.trim();
    if (!input.isConnected || sought === current()) return; // the reader has gone on, or nowhere
    navigate(addressWith({ search: sought, page: null }), { replace: true });
  }

  return {
    element: element("div", {}, form, list.element),
    /**
     * @param {URLSearchParams} query
     * @param {AbortSignal} signal
     */
    update(query, signal) {
      // What is being typed stays as it is; back and forward change it.
      const sought = query.get("search") ?? "";
      if (input.value.trim() !== sought && document.activeElement !== input) input.value = sought;
      return list.update(query, signal);
    },
  };
}

const current = () => new URLSearchParams(location.search).get("search") ?? "";

/** @param {URLSearchParams} query */
function sorting(query) {
  const search = Boolean(query.get("search"));
  return {
    key: query.get("sort_by") ?? (search ? null : "german"),
    order: query.get("order") ?? "asc",
    search,
  };
}
