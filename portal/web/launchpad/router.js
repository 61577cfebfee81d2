// The router draws the view of the current address, without reloading the page.

import { el } from "../common/dom.js";
import { search } from "./api.js";
import { problem } from "./parts/problem.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const menu = /** @type {HTMLElement} */ (document.querySelector("#views"));
/** @type {{pattern: RegExp, draw: Launchpad.Draw}[]} */
let routes;
/** @type {Launchpad.Draw} */
let notFound;
let controller = new AbortController();
/** @type {{path?: string, update?: Launchpad.Update}} */
let current = {}; // the view on the page
let lastAddress = ""; // of the view that was requested last
/** @type {number | undefined} */
let scrollTimer;

/**
 * Draw the view of the current address, and handle links from now on.
 * @param {Record<string, Launchpad.Draw>} views By path; `:id` matches an id.
 * @param {Launchpad.Draw} fallback For any other path.
 */
export function start(views, fallback) {
  routes = Object.entries(views).map(([path, draw]) => ({
    pattern: new RegExp(`^${path.replace(":id", "(\\d+)")}/?$`),
    draw,
  }));
  notFound = fallback;
  // By default, the browser scrolls before the view is drawn.
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(scrollTimer);
    scrollTimer = setTimeout(saveScroll, 100);
  });
  addEventListener("pagehide", saveScroll);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) refresh(); // a page from the back/forward cache has old figures
  });
  addEventListener("popstate", () => {
    clearTimeout(scrollTimer);
    // If the address is the same, only the fragment has changed.
    if (address() !== lastAddress) show({ onDrawn: restoreScroll });
  });
  document.addEventListener("click", onLinkClick);
  show({ focus: false, onDrawn: restoreScroll });
}

/** Go to an address, or `replace` the current one. @param {string} href @param {boolean} [replace] */
export function navigate(href, replace = false) {
  const reload = new URL(href, location.href).href === location.href;
  saveScroll();
  if (replace || reload) history.replaceState(history.state, "", href);
  else history.pushState(null, "", href);
  const inPlace = !reload && current.update && current.path === location.pathname;
  show({ reload, onDrawn: () => inPlace || scrollTo(0, 0) });
}

/** Draw the current view again, with new figures. The focus stays where it is outside the view. */
export function refresh() {
  return show({ reload: true, focus: false });
}

/** Return the current address with other parameters; null removes one. @param {Api.Query} changes */
export function addressWith(changes) {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  return location.pathname + search({ ...query, ...changes });
}

const address = () => location.pathname + location.search;
const restoreScroll = () => scrollTo(0, history.state?.top ?? 0);

function saveScroll() {
  clearTimeout(scrollTimer);
  history.replaceState({ top: scrollY }, "");
}

/** @param {string} path */
function match(path) {
  for (const { pattern, draw } of routes) {
    const found = pattern.exec(path);
    if (found) return { draw, id: found[1] ?? "" };
  }
  return null;
}

/** @param {MouseEvent} event */
function onLinkClick(event) {
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  const anchor = event.target instanceof Element && event.target.closest("a");
  if (!anchor || event.button !== 0 || modified || anchor.target) return;
  if (anchor.hash || anchor.origin !== location.origin || !match(anchor.pathname)) return;
  event.preventDefault();
  navigate(anchor.href);
}

/** @param {{reload?: boolean, focus?: boolean, onDrawn?: () => void}} options */
async function show({ reload = false, focus = true, onDrawn = () => {} }) {
  lastAddress = address();
  controller.abort(); // the view that is still loading
  controller = new AbortController();
  const { signal } = controller;
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  main.ariaBusy = "true";
  try {
    if (!reload && current.update && current.path === path) {
      await current.update(query, signal);
    } else {
      const { draw, id } = match(path) ?? { draw: notFound, id: "" };
      const view = await draw({ id, query, signal });
      if (!signal.aborted) render(view, focus);
    }
  } catch (error) {
    if (signal.aborted) return;
    const title = "That didn't work";
    render({ title, content: [el("h1", title), problem(error, () => show({ reload: true }))] }, focus);
  }
  if (signal.aborted) return;
  main.ariaBusy = null;
  onDrawn();
}

/** @param {Launchpad.View} view @param {boolean} focus Move the focus to the heading. */
function render({ title, content, update }, focus) {
  const path = location.pathname;
  current = { path, update };
  document.title = `${title} · The portal`;
  main.replaceChildren(...content);
  menu.hidePopover();
  for (const anchor of menu.querySelectorAll("a")) {
    const contains = anchor.pathname !== "/" && path.startsWith(`${anchor.pathname}/`);
    anchor.ariaCurrent = anchor.pathname === path ? "page" : contains ? "true" : null;
  }
  const heading = main.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  if (focus) heading.focus({ preventScroll: true });
}
