// A list that comes in pages: the address says which page, in what order and of what.

import { get } from "../api.js";
import { element } from "../dom.js";
import { plural } from "../format.js";
import { addressWith } from "../router.js";
import { pagination } from "./pagination.js";
import { problem } from "./problem.js";

/**
 * Make a list, empty at first; `update` draws what a query shows.
 * @param {object} list
 * @param {string} list.path The API's.
 * @param {string} list.noun What it lists, one of them.
 * @param {string} [list.pageParameter] Another name where a view has several lists.
 * @param {string[]} [list.parameters] What else of the address's query is the API's business.
 * @param {(items: any[], query: URLSearchParams) => Node} list.draw
 * @param {(query: URLSearchParams) => unknown} list.empty What to say where there is nothing.
 */
export function pagedList({ path, noun, pageParameter = "page", parameters = [], draw, empty }) {
  const status = element("p", { class: "status muted", role: "status", tabindex: "-1" });
  const place = element("div");
  const root = element("div", { class: "paged-list" }, status, place);

  /**
   * @param {URLSearchParams} query
   * @param {AbortSignal} signal
   */
  async function update(query, signal) {
    const asked = { ...pick(query, parameters), page: query.get(pageParameter) };
    try {
      const { items, pagination: found } = await get(path, signal, asked);
      put(
        counted(found, noun),
        items.length > 0 && draw(items, query),
        items.length === 0 && element("div", { class: "empty card" }, nothing(found, query)),
        pagination(found, pageParameter, `Pages of ${noun}s`),
      );
    } catch (error) {
      if (signal.aborted) throw error;
      put("", problem(error, () => update(query, signal)));
    }
  }

  /**
   * Draw anew, and keep the reader's place: on the same button, or at the top of the next page.
   * @param {string} text
   * @param {...(Node|null|false)} content
   */
  function put(text, ...content) {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    status.textContent = text;
    place.replaceChildren(...content.filter((node) => node instanceof Node));
    if (!focused) return;
    const same = focused.id && document.getElementById(focused.id);
    if (same) return same.focus();
    status.focus({ preventScroll: true });
    root.scrollIntoView();
  }

  /**
   * @param {{total_items: number, total_pages: number}} found
   * @param {URLSearchParams} query
   */
  function nothing(found, query) {
    if (found.total_items === 0) return empty(query);
    const href = addressWith({ [pageParameter]: found.total_pages });
    return element("p", {}, "There is nothing this far on. ", element("a", { href }, "Show the last page"));
  }

  return { element: root, update };
}

/**
 * @param {URLSearchParams} query
 * @param {string[]} names
 */
function pick(query, names) {
  return Object.fromEntries(names.map((name) => [name, query.get(name)]));
}

/**
 * @param {{current_page: number, total_pages: number, total_items: number, items_per_page: number}} found
 * @param {string} noun
 */
function counted(found, noun) {
  const { current_page: page, total_pages: pages, total_items: total, items_per_page: size } = found;
  if (total === 0) return "";
  if (pages === 1 || page > pages) return plural(total, noun);
  const last = Math.min(page * size, total);
  return `${(page - 1) * size + 1} to ${last} of ${plural(total, noun)}`;
}
