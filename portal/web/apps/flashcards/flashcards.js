// Flashcards: see one side, recall the other, turn the card, and say whether you knew it.

import { run } from "../shared/app.js";
import { button, choice, el } from "../shared/dom.js";
import { keep, kept } from "../shared/storage.js";
import { germanWord, wordDetails } from "../shared/word.js";
import { swipeable } from "./swipe.js";

const ENGLISH_FIRST = "flashcards english first";

const [german, germanChoice] = choice("radio", !kept(ENGLISH_FIRST), "German, then English");
const [english, englishChoice] = choice("radio", !german.checked, "English, then German");
const legend = el("legend", {}, "Which side first?");
const change = () => keep(ENGLISH_FIRST, english.checked);
const choices = el("fieldset", { change }, legend, germanChoice, englishChoice);

/** @type {import("../shared/app.js").Begin} */
function begin(show) {
  let back, grade;
  const question = el("div", { "aria-live": "polite" }); // read out when it changes
  const answer = el("div", { "aria-live": "polite", class: "answer" });
  const card = el("div", { class: "card flashcard", tabindex: -1, "data-focus": true }, question, answer);
  const showing = button("Show the answer", "primary", turn);
  const missed = button("Didn’t know", "missed", () => grade(false));
  const knew = button("Knew it", "knew", () => grade(true));

  function turn() {
    const turned = card.classList.toggle("turned");
    answer.replaceChildren(...(turned ? back : []));
    showing.hidden = turned;
    missed.hidden = knew.hidden = !turned;
    card.focus(); // the button that had it is hidden now
  }

  card.addEventListener("click", () => getSelection().isCollapsed && turn());
  swipeable(card, (right) => grade(right));
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat, altKey, ctrlKey, metaKey } = event;
    if (repeat || altKey || ctrlKey || metaKey || !card.isConnected) return;
    const turned = card.matches(".turned");
    if ([" ", "Enter"].includes(key) && !target.closest("a, button")) turn();
    else if (key === "ArrowRight" && turned) grade(true);
    else if (key === "ArrowLeft" && turned) grade(false);
    else return;
    event.preventDefault();
  });

  const hint = (key, text) => el("span", {}, el("kbd", {}, key), ` ${text} `);
  show(
    card,
    el("div", { class: "grades" }, showing, missed, knew),
    el("p", { class: "hints" }, hint("Space", "turns the card"), hint("←", "didn’t know"), hint("→", "knew it")),
  );

  return (word, record) => {
    const sides = [el("p", { class: "term" }, germanWord(word)), el("p", { class: "term" }, word.english)];
    if (english.checked) sides.reverse();
    question.replaceChildren(sides[0]);
    back = [sides[1], wordDetails(word)];
    card.classList.add("turned");
    turn();
    return new Promise((next) => {
      grade = (correct) => {
        record(correct);
        next();
      };
    });
  };
}

run("Flashcards", choices, begin);
