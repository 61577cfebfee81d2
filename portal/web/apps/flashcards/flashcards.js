// Flashcards: see one side, recall the other, turn the card, and say whether you knew it.

import { run } from "../shared/app.js";
import { button, choice, el } from "../shared/dom.js";
import { germanWord, wordDetails } from "../shared/word.js";
import { swipeable } from "./swipe.js";

const [englishFirst, choices] = choice("flashcards english first", "Show the English side first");

/** @type {import("../shared/app.js").Begin} */
function begin(show) {
  let back, grade;
  const question = el("div", { "aria-live": "polite" }); // read out when it changes
  const answer = el("div", { "aria-live": "polite", class: "answer" });
  const card = el("div", { class: "card flashcard", tabindex: -1, "data-focus": true }, question, answer);
  const showing = button("Show the answer", "primary", turn);
  const missed = button("Didn’t know", "missed", () => grade(false));
  const knew = button("Knew it", "knew", () => grade(true));
  const hints = el("p", { class: "hints muted" }, "Space turns the card, ← didn’t know, → knew it");
  show(card, el("div", { class: "grades" }, showing, missed, knew), hints);

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

  return (word, record) => {
    const sides = [germanWord(word), word.english].map((side) => el("p", { class: "term" }, side));
    if (englishFirst.checked) sides.reverse();
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
