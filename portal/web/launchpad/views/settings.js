// The settings: the colour theme, and the two resets.

import { post } from "../api.js";
import { el } from "../../common/dom.js";
import { openDialog } from "../parts/dialog.js";
import { card, heading } from "../parts/layout.js";

const THEMES = { system: "As the system", light: "Light", dark: "Dark" };

/** @type {Launchpad.Reset} */
const HISTORY = {
  path: "/reset_history",
  title: "Reset the study history",
  about: "Start again with the same words.",
  deleted: "All study sessions and answers, and every score and streak made of them.",
  kept: "All words, groups and study activities.",
};

/** @type {Launchpad.Reset} */
const FULL = {
  path: "/full_reset",
  title: "Reset everything",
  about: "Return the portal to the state of a fresh installation.",
  deleted: "All study sessions and answers, and all words, groups and study activities.",
  kept: "Nothing. The words, groups and study activities that come with the portal are loaded again.",
};

/** @type {Launchpad.Draw} */
export const settings = () => ({
  title: "Settings",
  content: [heading("Settings"), theme(), reset(HISTORY), reset(FULL)],
});

function theme() {
  const { dataset } = document.documentElement;
  const choices = Object.entries(THEMES).map(([value, label]) => {
    const onchange = () => {
      dataset.theme = value; // the style sheet has no rule for "system"
      try {
        localStorage.setItem("theme", value);
      } catch {
        // Without storage, the choice lasts until the page is closed.
      }
    };
    const checked = value === (dataset.theme ?? "system");
    return el("label.button", el("input", { type: "radio", name: "theme", checked, onchange }), label);
  });
  return el("fieldset.card.themes", el("legend", "Light or dark"), choices);
}

/** @param {Launchpad.Reset} options */
function reset({ path, title, about, deleted, kept }) {
  const done = el("p.done", { role: "status", tabindex: -1 });
  const load = async () => [
    el("dl", el("dt", "What is deleted"), el("dd", deleted), el("dt", "What is kept"), el("dd", kept)),
    el("p", "A backup is made first. It is kept next to the portal's database."),
  ];
  const act = async () => {
    const { backup } = await post(path);
    done.replaceChildren("Done. The previous data is in the backup ", el("code", backup), ".");
    setTimeout(() => done.focus()); // after the dialog has restored the focus
  };
  const onclick = () => {
    done.replaceChildren();
    openDialog({ title: `${title}?`, action: title, kind: "danger", load, act });
  };
  const button = el("button.button.danger", { type: "button", onclick }, `${title}…`);
  return card(title, el("p", about), button, done);
}
