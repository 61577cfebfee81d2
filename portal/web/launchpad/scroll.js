// Where each entry of the history was scrolled to: the browser itself restores that before a view
// is drawn, which is too early.

const STORED = "scroll";

/** @type {Record<string, number>} */
const positions = stored();
let entry = "";

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? "{}");
  } catch {
    return {};
  }
}

/** Remember where the entry that is shown stands. */
export function leave() {
  positions[entry] = scrollY;
}

/** Take the history's present entry for the one that is shown. */
export function arrive() {
  entry = history.state?.entry ?? `${Date.now()}-${Math.random()}`;
  history.replaceState({ entry }, "");
}

/** Scroll to where the entry was left, or to the top. */
export function restore() {
  scrollTo({ top: positions[entry] ?? 0, behavior: "instant" });
}

/** Do this from now on, also where the page is left for another. */
export function start() {
  history.scrollRestoration = "manual";
  addEventListener("pagehide", () => {
    leave();
    try {
      sessionStorage.setItem(STORED, JSON.stringify(positions));
    } catch {
      // A browser that keeps nothing starts at the top.
    }
  });
  arrive();
}
