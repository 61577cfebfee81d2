// Settings: light or dark, and the two resets.

import { post } from "../api.js";
import { element } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { card, heading } from "../parts/layout.js";

const THEMES = { system: "As the system", light: "Light", dark: "Dark" };

const HISTORY = {
  path: "/reset_history",
  title: "Reset the study history",
  action: "Reset the history",
  about: "Start counting anew, with the words as they are.",
  goes: "All study sessions and answers, and every count, score and streak made of them.",
  stays: "All words, groups and study activities.",
};

const FULL = {
  path: "/full_reset",
  title: "Reset everything",
  action: "Reset everything",
  about: "Bring the portal back to a fresh installation.",
  goes: "All study sessions and answers, and all words, groups and study activities, also those that were added.",
  stays: "Nothing: the words, groups and study activities that come with the portal are loaded again.",
};

export function settings() {
  return { title: "Settings", content: [heading("Settings"), theme(), reset(HISTORY), reset(FULL)] };
}

function theme() {
  const chosen = document.documentElement.dataset.theme ?? "system";
  return element(
    "fieldset",
    { class: "card themes" },
    element("legend", {}, "Light or dark"),
    Object.entries(THEMES).map(([value, label]) =>
      element(
        "label",
        {},
        element("input", {
          type: "radio", name: "theme", value, checked: value === chosen, onchange: () => use(value),
        }),
        label,
      ),
    ),
  );
}

/** @param {string} value */
function use(value) {
  const { dataset } = document.documentElement;
  if (value === "system") delete dataset.theme;
  else dataset.theme = value;
  try {
    localStorage.setItem("theme", value);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
}

/** @param {typeof HISTORY} kind */
function reset({ path, title, action, about, goes, stays }) {
  const done = element("p", { class: "done", role: "status", tabindex: "-1" });
  const load = async () => [
    element(
      "dl",
      {},
      element("dt", {}, "What goes"), element("dd", {}, goes),
      element("dt", {}, "What stays"), element("dd", {}, stays),
    ),
    element("p", {}, "A backup of the database is made first and kept on the portal's computer."),
  ];
  const act = async () => {
    const { backup } = await post(path);
    done.replaceChildren("Done. What there was is kept in the backup ", element("code", {}, backup), ".");
    setTimeout(() => done.focus()); // after the dialog gave the focus back
  };
  const onclick = () => {
    done.replaceChildren();
    ask({ title: `${title}?`, action, danger: true, load, act });
  };
  return card(
    title,
    element("p", {}, about),
    element("button", { class: "button danger", type: "button", onclick }, `${action}…`),
    done,
  );
}
