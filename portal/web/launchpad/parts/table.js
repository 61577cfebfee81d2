// Tables whose headers sort, and whose rows become small cards on a narrow screen.

import { element } from "../dom.js";
import { addressWith, navigate } from "../router.js";

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {(item: any) => unknown} cell
 * @property {string} [sort] The API's `sort_by`; without it, the column doesn't sort.
 * @property {boolean} [numeric] Largest first, when it begins to sort.
 */

/**
 * Draw a table. Roles are named, as a browser forgets them where CSS lays rows out as cards.
 * @param {string} name Its class, and for screen readers its caption.
 * @param {Column[]} columns
 * @param {any[]} items
 * @param {{key: string|null, order: string, search?: boolean}} [sorting] How they are sorted now.
 */
export function table(name, columns, items, sorting) {
  const head = columns.map((column) => header(column, sorting));
  const rows = items.map((item) =>
    element(
      "tr",
      { role: "row" },
      columns.map(({ cell, numeric, label }) =>
        element("td", { role: "cell", class: numeric && "numeric", "data-label": label }, cell(item)),
      ),
    ),
  );
  return element(
    "table",
    { role: "table", class: `table ${name.toLowerCase().replaceAll(" ", "-")}` },
    element("caption", { class: "visually-hidden" }, name),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)),
    element("tbody", { role: "rowgroup" }, rows),
  );
}

/**
 * @param {Column} column
 * @param {Parameters<typeof table>[3]} sorting
 */
function header({ label, sort, numeric }, sorting) {
  const sorted = sorting && sort === sorting.key ? sorting.order : undefined;
  const onclick = () => {
    const orders = numeric ? ["desc", "asc"] : ["asc", "desc"];
    const next = orders[sorted ? orders.indexOf(sorted) + 1 : 0];
    // After both orders: by relevance, where something is searched for.
    const order = next ?? (sorting?.search ? null : orders[0]);
    navigate(addressWith({ sort_by: order && (sort ?? null), order, page: null }));
  };
  return element(
    "th",
    {
      role: "columnheader",
      scope: "col",
      class: numeric && "numeric",
      "aria-sort": sorted && (sorted === "asc" ? "ascending" : "descending"),
    },
    sort && sorting
      ? element("button", { type: "button", id: `sort-${sort}`, onclick }, label)
      : label,
  );
}
