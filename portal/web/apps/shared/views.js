// The pages before and after an exercise.

import { el } from "../../common/dom.js";
import { button, radioGroup } from "./controls.js";
import { backText } from "./launch.js";
import { shuffled } from "./lesson.js";
import { germanWord } from "./word.js";

/** The page of an app with a wrong launch URL. @param {Error} error */
export function refusalView({ message }) {
  const text = `${message} Please open the portal, choose a group, and launch the app there.`;
  return panel("This app can’t start like this", el("p", text), link("/", "Open the portal"));
}

/** @param {import("./portal.js").PortalError} error @param {() => void} retry */
export function errorView({ message, final }, retry) {
  const again = final ? "" : button("Try again", "primary", retry);
  return panel("The words can’t be shown", el("p", { role: "alert" }, message), again);
}

/** @param {Apps.Offer} offer @param {Node} options @param {(words: Api.Word[]) => void} start */
export function startView({ words, due }, options, start) {
  const count = words.length === 1 ? "1 word" : `${words.length} words`;
  const choice = radioGroup("what to practise", "What to practise", [
    { value: "group", label: `Whole group: ${count}` },
    { value: "due", label: `Due words: ${dueWords(due)}`, disabled: !due.items[0] },
  ]);
  choice.id = "what";
  const onStart = () => {
    const dueOnly = choice.querySelector("[value=due]:checked");
    start(dueOnly ? due.items : shuffled(words));
  };
  const go = button("Start", "primary", onStart);
  go.setAttribute("aria-describedby", choice.id);
  go.dataset.focus = "";
  return panel("Ready?", choice, options, go);
}

/** @param {Api.DueWords} due */
function dueWords({ items, due_count: all }) {
  const due = items.filter(({ due_at }) => due_at).length;
  const added = items.length - due; // new words
  const text = due < all ? `${due} of ${all}` : `${due || "none"}`;
  return added ? `${text}, then ${added} new` : text;
}

/** @param {import("./lesson.js").Lesson} lesson @param {string} returnUrl */
export function summaryView({ total, missedWords }, returnUrl) {
  const back = link(returnUrl, backText(returnUrl));
  if (total === 0) return panel("There’s nothing to learn in this group yet", back);
  /** @param {number} count @param {string} label */
  const figure = (count, label) => el("p", el("strong", `${count}`), label);
  const rows = missedWords.map(([word, misses]) => {
    const missed = el("span.muted", `missed ${misses}×`);
    return el("li", germanWord(word), el("span", word.english), missed);
  });
  const right = figure(total - rows.length, "right at once");
  const figures = el("div.figures", right, figure(rows.length, "needed more tries"));
  const list = rows[0] ? [el("h3", "Words to look at again"), el("ul", ...rows)] : [];
  return panel("Well done, that’s all of them", figures, ...list, back);
}

/** @param {string} href @param {string} text */
function link(href, text) {
  return el("a.button.primary", { href }, text);
}

/** @param {string} heading @param {(Node | string)[]} content */
function panel(heading, ...content) {
  const title = el("h2", { tabindex: -1, "data-focus": true }, heading);
  return el("section.card.panel", title, ...content);
}
