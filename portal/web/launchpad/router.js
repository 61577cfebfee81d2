// Which view the address means: links, back and forward draw views without loading the page anew.

import { element } from "./dom.js";
import { problem } from "./parts/problem.js";
import * as scroll from "./scroll.js";

/**
 * What a view is drawn from.
 * @typedef {object} Visit
 * @property {string} id The record's, "" where the path has none.
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal Aborted when the reader goes on.
 */

/**
 * What is drawn. Where there is `update`, it draws in place what another query shows.
 * @typedef {object} View
 * @property {string} title
 * @property {Node[]} content With one `h1`.
 * @property {(query: URLSearchParams, signal: AbortSignal) => Promise<unknown>} [update]
 */

/** @typedef {(visit: Visit) => View | Promise<View>} Draw */

const SITE = "The portal";

/** @type {[RegExp, Draw][]} */
let routes = [];
/** @type {Draw} */
let missing;
/** @type {HTMLElement} */
let main;
let controller = new AbortController();
/** @type {{path: string, update: View["update"]}} */
let shown = { path: "", update: undefined };
let wanted = ""; // the address of which a view is shown, or about to be

/**
 * Draw the view of the present address, and follow links from now on.
 * @param {HTMLElement} place
 * @param {Record<string, Draw>} views By path, where `:id` is a record's.
 * @param {Draw} nowhere What unknown paths show.
 */
export function start(place, views, nowhere) {
  main = place;
  missing = nowhere;
  routes = Object.entries(views).map(([path, draw]) => [
    new RegExp(`^${path.replace(":id", "(\\d+)")}/?$`),
    draw,
  ]);
  scroll.start();
  document.addEventListener("click", follow);
  addEventListener("popstate", () => {
    if (address() === wanted) return; // a fragment: the browser's own business
    scroll.leave();
    scroll.arrive();
    void show({ then: scroll.restore });
  });
  addEventListener("pageshow", (event) => {
    // Kept as it was while the reader studied elsewhere: its figures are old.
    if (event.persisted) void show({ again: true, focus: false });
  });
  void show({ focus: false, then: scroll.restore });
}

/**
 * Go to an address of the launchpad.
 * @param {string} href
 * @param {{replace?: boolean}} [how] Replace: back leads to where one was before.
 */
export function navigate(href, { replace = false } = {}) {
  scroll.leave();
  const here = new URL(href, location.href).href === location.href;
  if (replace || here) history.replaceState(history.state, "", href);
  else history.pushState(null, "", href);
  scroll.arrive();
  const inPlace = shown.path === location.pathname && shown.update && !here;
  void show({ again: here, then: () => inPlace || scrollTo(0, 0) });
}

/** Draw the present view anew, with fresh figures. */
export const refresh = () => show({ again: true });

/**
 * Return the present address with other parameters.
 * @param {Record<string, string|number|null>} changes Null and "" take a parameter away.
 */
export function addressWith(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  return location.pathname + (query.size ? `?${query}` : "");
}

const address = () => location.pathname + location.search;

/** @param {string} path */
function match(path) {
  for (const [pattern, draw] of routes) {
    const found = pattern.exec(path);
    if (found) return { draw, id: found[1] ?? "" };
  }
  return null;
}

/** @param {MouseEvent} event */
function follow(event) {
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || modified) return;
  const anchor = event.target instanceof Element && event.target.closest("a");
  if (!anchor || !anchor.href || anchor.target || anchor.hasAttribute("download")) return;
  if (anchor.getAttribute("href")?.startsWith("#")) return;
  if (anchor.origin !== location.origin || !match(anchor.pathname)) return;
  event.preventDefault();
  navigate(anchor.href);
}

/**
 * Draw what the address means.
 * @param {{again?: boolean, focus?: boolean, then?: () => void}} [how] Again: even if it is shown
 *   already; then: what to do once it is.
 */
async function show({ again = false, focus = true, then } = {}) {
  wanted = address();
  controller.abort(); // whatever was still being drawn
  controller = new AbortController();
  const { signal } = controller;
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  const { draw, id } = match(path) ?? { draw: missing, id: "" };
  main.setAttribute("aria-busy", "true");
  try {
    if (!again && shown.update && shown.path === path) {
      await shown.update(query, signal);
    } else {
      const view = await draw({ id, query, signal });
      if (!signal.aborted) put(view, focus);
    }
  } catch (error) {
    if (signal.aborted) return;
    put(failed(error), focus);
  }
  if (signal.aborted) return;
  main.removeAttribute("aria-busy");
  then?.();
}

/** @param {unknown} error */
function failed(error) {
  const title = "That didn't work";
  return { title, content: [element("h1", {}, title), problem(error, refresh)] };
}

/**
 * @param {View} view
 * @param {boolean} focus
 */
function put(view, focus) {
  shown = { path: location.pathname, update: view.update };
  document.title = `${view.title} · ${SITE}`;
  main.replaceChildren(...view.content);
  for (const anchor of document.querySelectorAll("#views a")) {
    const { pathname } = /** @type {HTMLAnchorElement} */ (anchor);
    const within = pathname !== "/" && shown.path.startsWith(`${pathname}/`);
    if (shown.path === pathname) anchor.setAttribute("aria-current", "page");
    else if (within) anchor.setAttribute("aria-current", "true");
    else anchor.removeAttribute("aria-current");
  }
  if (!focus) return;
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}
