// Flashcards: see one side, recall the other, turn the card, say whether you knew it.

import { el } from "../../common/dom.js";
import { run } from "../shared/app.js";
import { button, checkbox } from "../shared/controls.js";
import { germanWord, wordDetails } from "../shared/word.js";
import { onSwipe } from "./swipe.js";

const englishFirst = checkbox("flashcards english first", "Show the English side first");

/** @type {Apps.StartExercise} */
function startExercise(show) {
  /** @type {Node[]} */
  let back = [];
  let grade = (/** @type {boolean} */ _) => {};
  // Screen readers read both sides when they change.
  const question = el("div", { "aria-live": "polite" });
  const answer = el("div.answer", { "aria-live": "polite" });
  const card = el("div.card.flashcard", { tabindex: -1, "data-focus": true }, question, answer);
  const reveal = button("Show the answer", "primary", turn);
  const missed = button("Didn’t know", "missed", () => grade(false));
  const knew = button("Knew it", "knew", () => grade(true));
  const hints = el("p.hints.muted", "Space turns the card, ← didn’t know, → knew it");
  show(card, el("div.grades", reveal, missed, knew), hints);

  function turn() {
    const turned = card.classList.toggle("turned");
    answer.replaceChildren(...(turned ? back : []));
    reveal.hidden = turned;
    missed.hidden = knew.hidden = !turned;
    card.focus(); // the button that had the focus is hidden now
  }

  card.onclick = () => {
    if (getSelection()?.isCollapsed) turn(); // the reader may be selecting text
  };
  onSwipe(card, (right) => grade(right));
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat, altKey, ctrlKey, metaKey } = event;
    if (repeat || altKey || ctrlKey || metaKey || !card.isConnected) return;
    const turned = card.matches(".turned");
    const onControl = target instanceof Element && target.closest("a, button");
    if ([" ", "Enter"].includes(key) && !onControl) turn();
    else if (key === "ArrowRight" && turned) grade(true);
    else if (key === "ArrowLeft" && turned) grade(false);
    else return;
    event.preventDefault();
  });

  return (word, record) => {
    const sides = [germanWord(word), word.english].map((side) => el("p.term", side));
    if (englishFirst.box.checked) sides.reverse();
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

run("Flashcards", englishFirst.label, startExercise);
