// Typing: read the English word, type the German one, and see which letters were wrong.

import { el } from "../../common/dom.js";
import { run } from "../shared/app.js";
import { button, checkbox } from "../shared/controls.js";
import { germanWord, splitArticle, wordDetails } from "../shared/word.js";
import { compareAnswer, normalise } from "./answer.js";

const example = el("span", { lang: "de" }, "der, die, das …");
const withArticles = checkbox("typing with articles", "Nouns need their article: ", example);

/** @type {Apps.StartExercise} */
function startExercise(show) {
  let submitted = (/** @type {string} */ _) => {};
  const prompt = el("label.term", { for: "answer" });
  const hint = el("p.muted", { id: "hint" });
  const input = el("input.field", {
    id: "answer", lang: "de", maxlength: 200, "aria-describedby": "hint",
    autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
  });
  const letters = el("div.letters", { role: "group", "aria-label": "ä ö ü ß", lang: "de" });
  for (const letter of "äöüß") {
    const insert = () => {
      input.setRangeText(letter, input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
      input.focus();
    };
    letters.append(button(letter, "", insert));
  }
  const result = el("div.result", { "aria-live": "polite" });
  const unknown = button("I don’t know", "", () => submitted(""));
  const next = el("button.button.primary");
  const question = el("div", { "aria-live": "polite" }, prompt);
  const actions = el("div.actions", unknown, next);
  const form = el("form.card.panel", question, hint, input, letters, result, actions);
  form.onsubmit = (event) => {
    event.preventDefault();
    if (input.readOnly || normalise(input.value)) submitted(input.value);
    else result.replaceChildren("Type an answer first, or say that you don’t know.");
  };
  // A held Enter key would skip words, because it repeats.
  form.onkeydown = (event) => {
    if (event.key === "Enter" && event.repeat) event.preventDefault();
  };
  show(form);

  /** Wait for an answer, or for Next. @param {boolean} asking @param {Node[]} nodes */
  function waitFor(asking, ...nodes) {
    input.readOnly = letters.hidden = unknown.hidden = !asking;
    next.textContent = asking ? "Check" : "Next";
    result.replaceChildren(...nodes);
    (asking ? input : next).focus();
    return /** @type {Promise<string>} */ (new Promise((resolve) => (submitted = resolve)));
  }

  return async (word, record) => {
    const article = withArticles.box.checked && splitArticle(word)[0] ? ", with its article" : "";
    prompt.textContent = word.english;
    hint.textContent = `Type it in German${article}.`;
    input.value = "";
    const answer = await waitFor(true);
    const verdict = compareAnswer(answer, word, withArticles.box.checked);
    record(verdict.right);
    await waitFor(false, ...feedback(word, verdict));
  };
}

/** @param {Api.Word} word @param {Apps.Verdict} verdict */
function feedback(word, { right, near, runs }) {
  const lines = el("dl");
  /** @param {string} term @param {"typed" | "wanted"} side @param {"del" | "ins"} tag */
  const addLine = (term, side, tag) => {
    const marked = runs.map((run) => (run.same || !run[side] ? run[side] : el(tag, run[side])));
    lines.append(el("dt.muted", term), el("dd", { lang: "de" }, ...marked));
  };
  if (near) addLine("You typed", "typed", "del");
  if (near) addLine("Wanted", "wanted", "ins");
  const message = right ? "Right" : near ? "Nearly" : "Not this time";
  const verdict = el(`p.verdict.${right ? "right" : "wrong"}`, message);
  return [verdict, lines, el("p.term", germanWord(word)), wordDetails(word)];
}

run("Typing", withArticles.label, startExercise);
