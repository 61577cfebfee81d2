// A list that comes in pages: the address says which page, in what order and of what.

import { get } from "../api.js";
import { el } from "../dom.js";
import { number, plural } from "../format.js";
import { addressWith } from "../router.js";
import { problem } from "./problem.js";

/**
 * Make a list, empty at first: its `element`, and `update`, which draws what a query shows.
 * @param {object} list
 * @param {string} list.path The API's.
 * @param {string} list.noun What it lists, one of them.
 * @param {(items: any[], query: URLSearchParams) => Node} list.draw
 * @param {string} list.empty What to say where there is nothing.
 * @param {string[]} [list.parameters] What of the address's query is the API's business.
 * @param {string} [list.pageParameter] Another name where a view has several lists.
 */
export function pagedList({ path, noun, draw, empty, parameters = [], pageParameter = "page" }) {
  const status = el("p.status.muted", { role: "status", tabindex: -1 });
  const place = el("div");
  const element = el("div", status, place);
  let page; // as the query that was drawn last names it

  /** @type {import("../router.js").Update} */
  async function update(query, signal) {
    const asked = Object.fromEntries(parameters.map((name) => [name, query.get(name)]));
    asked.page = query.get(pageParameter);
    try {
      const { items, pagination: paging } = await get(path, signal, asked);
      const { total_items: total } = paging;
      const turned = page !== undefined && page !== asked.page;
      page = asked.page;
      put(
        turned,
        counted(paging, noun),
        items.length ? draw(items, query) : el("p.card", total ? "There is nothing this far on." : empty),
        pagination(paging, pageParameter, `Pages of ${noun}s`),
      );
    } catch (error) {
      if (signal.aborted) throw error;
      put(false, "", problem(error, () => update(query, signal)));
    }
  }

  // Keeps the reader's place: in the field, on the same button, or at the top of what is new.
  function put(turned, text, ...content) {
    const focused = document.activeElement;
    const within = place.contains(focused);
    status.textContent = text;
    place.replaceChildren(...content);
    const same = within && focused.id && document.getElementById(focused.id);
    if (same) {
      same.focus({ preventScroll: true });
    } else if (within || (turned && !focused.matches("input"))) {
      status.focus({ preventScroll: true });
      element.scrollIntoView();
    }
  }

  return { element, update };
}

function counted({ current_page: page, total_pages: last, total_items: total, items_per_page: size }, noun) {
  if (last === 1 || page > last) return total ? plural(total, noun) : "";
  const to = Math.min(page * size, total);
  return `${number((page - 1) * size + 1)} to ${number(to)} of ${plural(total, noun)}`;
}

function pagination({ current_page: page, total_pages: last }, parameter, label) {
  if (last === 1) return "";
  const to = (text, target) =>
    target < 1 || target > last
      ? el("span")
      : el("a.button", { href: addressWith({ [parameter]: target === 1 ? null : target }) }, text);
  return el(
    "nav.pagination",
    { "aria-label": label },
    to("Previous", Math.min(page - 1, last)),
    page <= last && `Page ${number(page)} of ${number(last)}`,
    to("Next", page + 1),
  );
}
