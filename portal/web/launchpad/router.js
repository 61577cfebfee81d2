// Which view the address means: links, back and forward draw views without loading the page anew.

import { el } from "./dom.js";
import { problem } from "./parts/problem.js";

/**
 * What a view is drawn from: the record's id, "" where the path has none, the address's query, and
 * a signal that the reader has gone on.
 * @typedef {{id: string, query: URLSearchParams, signal: AbortSignal}} Visit
 *
 * What is drawn: nodes, with one `h1`. Where there is `update`, it draws in place what another
 * query shows.
 * @typedef {(query: URLSearchParams, signal: AbortSignal) => Promise<unknown>} Update
 * @typedef {{title: string, content: Node[], update?: Update}} View
 * @typedef {(visit: Visit) => View | Promise<View>} Draw
 */

const main = document.querySelector("main");
const menu = document.querySelector("#views");
let routes, missing;
let controller = new AbortController();
let shown = {}; // the path and the `update` of the view that is drawn
let wanted = ""; // the address of which a view is drawn, or about to be
let scrolled; // a timer

/**
 * Draw the view of the present address, and follow links from now on.
 * @param {Record<string, Draw>} views By path, where `:id` is a record's.
 * @param {Draw} nowhere What other paths show.
 */
export function start(views, nowhere) {
  routes = Object.entries(views).map(([path, draw]) => [
    new RegExp(`^${path.replace(":id", "(\\d+)")}/?$`),
    draw,
  ]);
  missing = nowhere;
  // The browser would scroll before the view is drawn.
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(keepPlace, 100);
  });
  addEventListener("pagehide", keepPlace);
  addEventListener("pageshow", ({ persisted }) => {
    // Kept as it was while the reader studied elsewhere: its figures are old.
    if (persisted) show({ anew: true, focus: false });
  });
  addEventListener("popstate", () => {
    clearTimeout(scrolled);
    if (address() !== wanted) show({ then: restorePlace }); // else only the fragment is another
  });
  document.addEventListener("click", follow);
  show({ focus: false, then: restorePlace });
}

/**
 * Go to an address of the launchpad.
 * @param {string} href
 * @param {boolean} [replace] Back shall lead to where one was before.
 */
export function navigate(href, replace = false) {
  const anew = new URL(href, location.href).href === location.href;
  keepPlace();
  if (replace || anew) history.replaceState(history.state, "", href);
  else history.pushState(null, "", href);
  const stay = !anew && shown.update && shown.path === location.pathname;
  show({ anew, then: () => stay || scrollTo(0, 0) });
}

/**
 * Return the present address with other parameters.
 * @param {Record<string, any>} changes Null and "" take a parameter away.
 */
export function addressWith(changes) {
  const query = { ...Object.fromEntries(new URLSearchParams(location.search)), ...changes };
  const params = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return location.pathname + (params.size ? `?${params}` : "");
}

const address = () => location.pathname + location.search;
const restorePlace = () => scrollTo(0, history.state?.top ?? 0);

function keepPlace() {
  clearTimeout(scrolled);
  history.replaceState({ top: scrollY }, "");
}

function match(path) {
  for (const [pattern, draw] of routes) {
    const found = pattern.exec(path);
    if (found) return { draw, id: found[1] ?? "" };
  }
  return null;
}

function follow(event) {
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  const anchor = event.target.closest("a");
  if (!anchor || event.button !== 0 || modified || anchor.target) return;
  if (anchor.hash || anchor.origin !== location.origin || !match(anchor.pathname)) return;
  event.preventDefault();
  navigate(anchor.href);
}

async function show({ anew = false, focus = true, then = () => {} } = {}) {
  wanted = address();
  controller.abort(); // what was still being drawn
  controller = new AbortController();
  const { signal } = controller;
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  main.ariaBusy = "true";
  try {
    if (!anew && shown.update && shown.path === path) {
      await shown.update(query, signal);
    } else {
      const { draw, id } = match(path) ?? { draw: missing, id: "" };
      const view = await draw({ id, query, signal });
      if (!signal.aborted) put(view, focus);
    }
  } catch (error) {
    if (signal.aborted) return;
    const title = "That didn't work";
    put({ title, content: [el("h1", title), problem(error, () => show({ anew: true }))] }, focus);
  }
  if (signal.aborted) return;
  main.ariaBusy = null;
  then();
}

function put({ title, content, update }, focus) {
  const path = location.pathname;
  shown = { path, update };
  document.title = `${title} · The portal`;
  main.replaceChildren(...content);
  menu.hidePopover();
  for (const anchor of menu.querySelectorAll("a")) {
    const within = anchor.pathname !== "/" && path.startsWith(`${anchor.pathname}/`);
    anchor.ariaCurrent = anchor.pathname === path ? "page" : within ? "true" : null;
  }
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  if (focus) heading.focus({ preventScroll: true });
}
