// Tables with headers that sort. On a narrow screen, CSS lays out the rows as cards.

import { el } from "../../common/dom.js";
import { addressWith, navigate } from "../router.js";

/**
 * Return the sorting that an address asks for, by default by `defaultKey`.
 * @param {URLSearchParams} query @param {string} defaultKey @returns {Launchpad.Sorting}
 */
export function sorting(query, defaultKey) {
  const search = query.has("search");
  const by = query.get("sort_by") ?? (search ? null : defaultKey);
  return { by, order: query.get("order") ?? "asc", search };
}

/**
 * Make a table. Its headers sort if `sorting` is given. Roles are explicit, because browsers drop
 * them when CSS lays out rows as cards.
 * @template Item
 * @param {string} name @param {Launchpad.Column<Item>[]} columns @param {Item[]} items
 * @param {Launchpad.Sorting} [sorting]
 */
export function table(name, columns, items, sorting) {
  /** @param {Node[]} cells */
  const row = (cells) => el("tr", { role: "row" }, cells);
  /** @param {Item} item */
  const cells = (item) =>
    columns.map(({ label, cell, numeric }) =>
      el("td", { role: "cell", class: numeric && "numeric", "data-label": label }, cell(item)),
    );
  return el(
    `table.${name.toLowerCase().replace(" ", "-")}`,
    { role: "table" },
    el("caption.visually-hidden", name),
    el("thead", { role: "rowgroup" }, row(columns.map((column) => header(column, sorting)))),
    el("tbody", { role: "rowgroup" }, items.map((item) => row(cells(item)))),
  );
}

/** @param {Launchpad.Column<never>} column @param {Launchpad.Sorting} [sorting] */
function header({ label, sort, numeric }, sorting) {
  const order = sorting && sort === sorting.by && sorting.order;
  const onclick = () => {
    const orders = numeric ? ["desc", "asc"] : ["asc", "desc"];
    // A search has a third order after these two: by relevance.
    const next = orders[order ? orders.indexOf(order) + 1 : 0] ?? (sorting?.search ? null : orders[0]);
    navigate(addressWith({ sort_by: next && sort, order: next, page: null }));
  };
  const attributes = {
    role: "columnheader",
    scope: "col",
    class: numeric && "numeric",
    "aria-sort": order && `${order}ending`,
  };
  const button = sort && sorting && el("button", { type: "button", id: `sort-${sort}`, onclick }, label);
  return el("th", attributes, button || label);
}
