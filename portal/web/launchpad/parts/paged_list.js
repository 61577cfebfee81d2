// A list that is fetched page by page. The query of the address selects the page and the order.

import { el } from "../../common/dom.js";
import { number, plural } from "../format.js";
import { addressWith } from "../router.js";
import { problem } from "./problem.js";

/**
 * Make an empty list. Return its `element`, and `update`, which fetches and draws a page.
 * @template Item @param {Launchpad.PagedList<Item>} options
 */
export function pagedList({ getPage, noun, draw, empty, parameters = [], pageParameter = "page" }) {
  const status = el("p.status.muted", { role: "status", tabindex: -1 });
  const content = el("div");
  const element = el("div", status, content);
  /** @type {string | null | undefined} */
  let page; // the page parameter of the page on the screen

  /** @param {URLSearchParams} query @param {AbortSignal} signal */
  async function update(query, signal) {
    const requestedPage = query.get(pageParameter);
    const filters = Object.fromEntries(parameters.map((name) => [name, query.get(name)]));
    try {
      const { items, pagination } = await getPage(signal, { ...filters, page: requestedPage });
      const pageChanged = page !== undefined && page !== requestedPage;
      page = requestedPage;
      const none = pagination.total_items ? "There is nothing this far on." : empty;
      render(
        pageChanged,
        range(pagination, noun),
        items.length ? draw(items, query) : el("p.card", none),
        pageLinks(pagination, pageParameter, `Pages of ${noun}s`),
      );
    } catch (error) {
      if (signal.aborted) throw error;
      render(false, "", problem(error, () => update(query, signal)));
    }
  }

  // The focus stays in a field or on the same button. Else it moves to the top of a new page.
  /** @param {boolean} pageChanged @param {string} text @param {(Node | string)[]} nodes */
  function render(pageChanged, text, ...nodes) {
    const focused = document.activeElement;
    const hadFocus = content.contains(focused);
    status.textContent = text;
    content.replaceChildren(...nodes);
    const same = hadFocus && focused?.id && document.getElementById(focused.id);
    if (same) {
      same.focus({ preventScroll: true });
    } else if (hadFocus || (pageChanged && !focused?.matches("input"))) {
      status.focus({ preventScroll: true });
      element.scrollIntoView();
    }
  }

  return { element, update };
}

/** @param {Api.Pagination} pagination @param {string} noun */
function range({ current_page: page, total_pages: last, total_items: total, items_per_page: size }, noun) {
  if (last === 1 || page > last) return total ? plural(total, noun) : "";
  const to = Math.min(page * size, total);
  return `${number((page - 1) * size + 1)} to ${number(to)} of ${plural(total, noun)}`;
}

/** @param {Api.Pagination} pagination @param {string} parameter @param {string} label */
function pageLinks({ current_page: page, total_pages: last }, parameter, label) {
  if (last === 1) return "";
  /** @param {string} text @param {number} target */
  const pageLink = (text, target) => {
    if (target < 1 || target > last) return el("span");
    return el("a.button", { href: addressWith({ [parameter]: target === 1 ? null : target }) }, text);
  };
  const position = page <= last && `Page ${number(page)} of ${number(last)}`;
  const links = [pageLink("Previous", Math.min(page - 1, last)), position, pageLink("Next", page + 1)];
  return el("nav.pagination", { "aria-label": label }, links);
}
