// Tables whose headers sort, and whose rows become small cards on a narrow screen.

import { el } from "../dom.js";
import { addressWith, navigate } from "../router.js";

/**
 * A column: `sort` is the API's `sort_by`, if it sorts; a numeric one begins with the largest.
 * @typedef {{label: string, cell: (item: any) => any, sort?: string, numeric?: boolean}} Column
 */

/**
 * Tell how an address's query sorts.
 * @param {URLSearchParams} query
 * @param {string} usual The key that sorts where none is named, and nothing is searched for.
 */
export function sorting(query, usual) {
  const search = query.has("search");
  const by = query.get("sort_by") ?? (search ? null : usual);
  return { by, order: query.get("order") ?? "asc", search };
}

/**
 * Draw a table. Roles are named, as browsers forget them where CSS lays rows out as cards.
 * @param {string} name Its class, and for screen readers its caption.
 * @param {Column[]} columns
 * @param {any[]} items
 * @param {ReturnType<typeof sorting>} [sorted] How they are sorted now.
 */
export function table(name, columns, items, sorted) {
  const row = (cells) => el("tr", { role: "row" }, cells);
  const cell = (item) => ({ label, cell, numeric }) =>
    el("td", { role: "cell", class: numeric && "numeric", "data-label": label }, cell(item));
  return el(
    `table.${name.toLowerCase().replace(" ", "-")}`,
    { role: "table" },
    el("caption.visually-hidden", name),
    el("thead", { role: "rowgroup" }, row(columns.map((column) => header(column, sorted)))),
    el("tbody", { role: "rowgroup" }, items.map((item) => row(columns.map(cell(item))))),
  );
}

function header({ label, sort, numeric }, sorted) {
  const order = sorted && sort === sorted.by && sorted.order;
  const onclick = () => {
    const orders = numeric ? ["desc", "asc"] : ["asc", "desc"];
    // After both orders: by relevance, where something is searched for.
    const next = orders[orders.indexOf(order) + 1] ?? (sorted.search ? null : orders[0]);
    navigate(addressWith({ sort_by: next && sort, order: next, page: null }));
  };
  return el(
    "th",
    {
      role: "columnheader",
      scope: "col",
      class: numeric && "numeric",
      "aria-sort": order && `${order}ending`,
    },
    sort && sorted ? el("button", { type: "button", id: `sort-${sort}`, onclick }, label) : label,
  );
}
