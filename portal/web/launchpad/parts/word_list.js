// Words in a table: searched as one types, sorted by the headers, paged.

import { el, link } from "../dom.js";
import { number } from "../format.js";
import { addressWith, navigate } from "../router.js";
import { pagedList } from "./paged_list.js";
import { sorting, table } from "./table.js";
import { german, part, withArticle } from "./word.js";

const TYPING_MS = 200;
const COLUMNS = [
  { label: "German", sort: "german", cell: (word) => link(`/words/${word.id}`, german(withArticle(word))) },
  { label: "Plural", cell: ({ parts }) => german(part(parts, "plural")) },
  { label: "English", sort: "english", cell: ({ english }) => english },
  count("Correct", "correct_count", "right"),
  count("Wrong", "wrong_count", "wrong"),
];

function count(label, sort, colour) {
  const cell = ({ [sort]: value }) => el(`span.${value ? colour : "muted"}`, number(value));
  return { label, sort, numeric: true, cell };
}

/** Draw words that are neither searched nor sorted. @type {(words: any[]) => Node} */
export const wordTable = (words) => table("Words", COLUMNS, words);

/**
 * List words: the `element`, and `update`, which draws what a query shows.
 * @param {string} path The API's.
 */
export function wordList(path) {
  const list = pagedList({
    path,
    noun: "word",
    parameters: ["search", "sort_by", "order"],
    draw: (words, query) => table("Words", COLUMNS, words, sorting(query, "german")),
    empty: "No words here.",
  });
  const input = el("input.field", {
    type: "search",
    id: "search",
    maxlength: 200,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(search, TYPING_MS);
    },
  });
  const onsubmit = (event) => {
    event.preventDefault();
    search();
  };
  let typing; // a timer
  let sought = "";

  function search() {
    clearTimeout(typing);
    // Unless the reader has gone on, or searched for that already.
    if (input.isConnected && input.value.trim() !== sought) {
      navigate(addressWith({ search: input.value.trim(), page: null }), true);
    }
  }

  /** @type {import("../router.js").Update} */
  function update(query, signal) {
    sought = query.get("search") ?? "";
    // Back and forward change what stands there; what is being typed stays as it is.
    if (document.activeElement !== input) input.value = sought;
    return list.update(query, signal);
  }

  const label = el("label.muted", { for: input.id }, "Search German or English");
  const form = el("form.search", { role: "search", onsubmit }, label, input);
  return { element: el("div", form, list.element), update };
}
