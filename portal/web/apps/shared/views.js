// The pages before and after an exercise.

import { button, el, radios } from "./dom.js";
import { shuffled } from "./lesson.js";
import { germanWord } from "./word.js";

/** @param {Error} error */
export function refusalView({ message }) {
  const said = `${message} Please open the portal, choose a group, and launch the app there.`;
  return panel("This app can’t start like this", el("p", {}, said), link("/", "Open the portal"));
}

/** @param {PortalError} error @param {() => void} retry */
export function failureView({ message, final }, retry) {
  const again = final ? "" : button("Try again", "primary", retry);
  return panel("The words can’t be shown", el("p", { role: "alert" }, message), again);
}

/** @param {{words: Word[], due: Due}} offer @param {Node} choices @param {(words: Word[]) => void} start */
export function startView({ words, due }, choices, start) {
  const count = words.length === 1 ? "1 word" : `${words.length} words`;
  const what = radios("what to practise", "What to practise", [
    { value: "group", label: `Whole group: ${count}` },
    { value: "due", label: `Due words: ${dueWords(due)}`, disabled: !due.items[0] },
  ]);
  what.id = "what";
  const chosen = () => what.querySelector(":checked").value;
  const go = button("Start", "primary", () => start(chosen() === "due" ? due.items : shuffled(words)));
  go.setAttribute("aria-describedby", "what");
  go.dataset.focus = true;
  return panel("Ready?", what, choices, go);
}

function dueWords({ items, due_count: all }) {
  const due = items.filter(({ due_at }) => due_at).length;
  const fresh = items.length - due;
  const said = due < all ? `${due} of ${all}` : due || "none";
  return fresh ? `${said}, then ${fresh} new` : said;
}

/** @param {Lesson} lesson @param {string} returnUrl */
export function summaryView({ total, hard }, returnUrl) {
  const back = link(returnUrl, "Back to the portal");
  if (total === 0) return panel("There’s nothing to learn in this group yet", back);
  const figure = (count, name) => el("p", {}, el("strong", {}, count), name);
  const rows = hard.map(([word, misses]) => {
    const missed = el("span", { class: "muted" }, `missed ${misses}×`);
    return el("li", {}, germanWord(word), el("span", {}, word.english), missed);
  });
  const right = figure(total - hard.length, "right at once");
  const figures = el("div", { class: "figures" }, right, figure(hard.length, "needed more tries"));
  const list = hard[0] ? [el("h3", {}, "Words to look at again"), el("ul", {}, ...rows)] : [];
  return panel("Well done, that’s all of them", figures, ...list, back);
}

function link(href, text) {
  return el("a", { class: "button primary", href }, text);
}

function panel(heading, ...rest) {
  const title = el("h2", { tabindex: -1, "data-focus": true }, heading);
  return el("section", { class: "card panel" }, title, ...rest);
}
