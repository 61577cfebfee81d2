// Settings: light or dark, and the two resets.

import { post } from "../api.js";
import { el } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { card, heading } from "../parts/layout.js";

const THEMES = { system: "As the system", light: "Light", dark: "Dark" };

const HISTORY = {
  path: "/reset_history",
  title: "Reset the study history",
  about: "Start anew, with the words as they are.",
  goes: "All study sessions and answers, and every score and streak made of them.",
  stays: "All words, groups and study activities.",
};

const FULL = {
  path: "/full_reset",
  title: "Reset everything",
  about: "Bring the portal back to a fresh installation.",
  goes: "All study sessions and answers, and all words, groups and study activities.",
  stays: "Nothing. The words, groups and study activities that come with the portal are loaded again.",
};

/** @type {import("../router.js").Draw} */
export const settings = () => ({
  title: "Settings",
  content: [heading("Settings"), theme(), reset(HISTORY), reset(FULL)],
});

function theme() {
  const { dataset } = document.documentElement;
  const use = (value) => {
    dataset.theme = value; // "system" is neither of the two that the style knows
    try {
      localStorage.setItem("theme", value);
    } catch {
      // A browser that keeps nothing forgets the choice with the page.
    }
  };
  const choices = Object.entries(THEMES).map(([value, label]) => {
    const checked = value === (dataset.theme ?? "system");
    const input = el("input", { type: "radio", name: "theme", checked, onchange: () => use(value) });
    return el("label.button", input, label);
  });
  return el("fieldset.card.themes", el("legend", "Light or dark"), choices);
}

function reset({ path, title, about, goes, stays }) {
  const done = el("p.done", { role: "status", tabindex: -1 });
  const load = async () => [
    el("dl", el("dt", "What goes"), el("dd", goes), el("dt", "What stays"), el("dd", stays)),
    el("p", "Before anything goes, a backup is made, which is kept beside the portal's database."),
  ];
  const act = async () => {
    const { backup } = await post(path);
    done.replaceChildren("Done. What there was is kept in the backup ", el("code", backup), ".");
    setTimeout(() => done.focus()); // once the dialog has given the focus back
  };
  const onclick = () => {
    done.replaceChildren();
    ask({ title: `${title}?`, action: title, kind: "danger", load, act });
  };
  const button = el("button.button.danger", { type: "button", onclick }, `${title}…`);
  return card(title, el("p", about), button, done);
}
