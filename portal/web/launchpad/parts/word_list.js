// A table of words, with a search field and pages.

import { get } from "../api.js";
import { el, link } from "../../common/dom.js";
import { number } from "../format.js";
import { addressWith, navigate } from "../router.js";
import { pagedList } from "./paged_list.js";
import { sorting, table } from "./table.js";
import { german, part, withArticle } from "./word.js";

const SEARCH_DELAY_MS = 200;
/** @type {Launchpad.Column<Api.CountedWord>[]} */
const COLUMNS = [
  { label: "German", sort: "german", cell: (word) => link(`/words/${word.id}`, german(withArticle(word))) },
  { label: "Plural", cell: ({ parts }) => german(part(parts, "plural")) },
  { label: "English", sort: "english", cell: ({ english }) => english },
  countColumn("Correct", "correct_count", "right"),
  countColumn("Wrong", "wrong_count", "wrong"),
];

/** @param {string} label @param {keyof Api.Counts} sort @param {"right" | "wrong"} colour */
function countColumn(label, sort, colour) {
  /** @param {Api.Counts} word */
  const cell = ({ [sort]: count }) => el(`span.${count ? colour : "muted"}`, number(count));
  return { label, sort, numeric: true, cell };
}

/** Make a table of words that can't be sorted. @param {Api.CountedWord[]} words */
export const wordTable = (words) => table("Words", COLUMNS, words);

/** Make a list of words; see `pagedList`. @param {Api.WordsPath} path */
export function wordList(path) {
  const list = pagedList({
    getPage: (...request) => get(path, ...request),
    noun: "word",
    parameters: ["search", "sort_by", "order"],
    draw: (words, query) => table("Words", COLUMNS, words, sorting(query, "german")),
    empty: "No words here.",
  });
  const input = el("input.field", {
    type: "search", id: "search", maxlength: 200,
    autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(search, SEARCH_DELAY_MS);
  };
  /** @type {number | undefined} */
  let timer;
  let currentSearch = "";

  function search() {
    clearTimeout(timer);
    const text = input.value.trim();
    // The field isn't connected if the reader has left the view.
    if (input.isConnected && text !== currentSearch) {
      navigate(addressWith({ search: text, page: null }), true);
    }
  }

  /** @type {Launchpad.Update} */
  function update(query, signal) {
    currentSearch = query.get("search") ?? "";
    // Back and Forward change the text, but not while the reader is typing.
    if (document.activeElement !== input) input.value = currentSearch;
    return list.update(query, signal);
  }

  const label = el("label.muted", { for: input.id }, "Search German or English");
  const form = el("form.search", { role: "search" }, label, input);
  form.onsubmit = (event) => {
    event.preventDefault();
    search();
  };
  return { element: el("div", form, list.element), update };
}
