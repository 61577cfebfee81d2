// Typing: read the English, type the German, and see letter by letter how near it was.

import { run } from "../shared/app.js";
import { button, choice, el } from "../shared/dom.js";
import { germanWord, splitArticle, wordDetails } from "../shared/word.js";
import { judge, tidy } from "./answer.js";

const example = el("span", { lang: "de" }, "der, die, das …");
const [articles, choices] = choice("typing with articles", "Nouns need their article: ", example);

/** @type {import("../shared/app.js").Begin} */
function begin(show) {
  let entered;
  const prompt = el("label", { for: "answer", class: "term" });
  const hint = el("p", { id: "hint", class: "muted" });
  const input = el("input", {
    id: "answer", class: "field", lang: "de", maxlength: 200, "aria-describedby": "hint",
    autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
  });
  const letters = el("div", { class: "letters", role: "group", "aria-label": "ä ö ü ß", lang: "de" });
  for (const letter of "äöüß") {
    const insert = () => {
      input.setRangeText(letter, input.selectionStart, input.selectionEnd, "end");
      input.focus();
    };
    letters.append(button(letter, "", insert));
  }
  const result = el("div", { class: "result", "aria-live": "polite" });
  const unknown = button("I don’t know", "", () => entered(""));
  const next = el("button", { class: "button primary" });
  const submit = (event) => {
    event.preventDefault();
    if (input.readOnly || tidy(input.value)) entered(input.value);
    else result.replaceChildren("Type an answer first, or say that you don’t know.");
  };
  // A key held down would go through all the words.
  const keydown = (event) => event.key === "Enter" && event.repeat && event.preventDefault();
  const asked = el("div", { "aria-live": "polite" }, prompt);
  const actions = el("div", { class: "actions" }, unknown, next);
  show(el("form", { class: "card panel", submit, keydown }, asked, hint, input, letters, result, actions));

  function turn(asking, ...nodes) {
    input.readOnly = letters.hidden = unknown.hidden = !asking;
    next.textContent = asking ? "Check" : "Next";
    result.replaceChildren(...nodes);
    (asking ? input : next).focus();
    return new Promise((resolve) => (entered = resolve));
  }

  return async (word, record) => {
    const withArticle = articles.checked && splitArticle(word)[0] ? ", with its article" : "";
    prompt.textContent = word.english;
    hint.textContent = `Type it in German${withArticle}.`;
    input.value = "";
    const answer = await turn(true);
    const verdict = judge(answer, word, articles.checked);
    record(verdict.right);
    await turn(false, ...feedback(word, verdict));
  };
}

function feedback(word, { right, near, runs }) {
  const lines = el("dl", {});
  const line = (term, side, tag) => {
    const marked = runs.map((one) => (one.same || !one[side] ? one[side] : el(tag, {}, one[side])));
    lines.append(el("dt", { class: "muted" }, term), el("dd", { lang: "de" }, ...marked));
  };
  if (near) line("You typed", "typed", "del");
  if (near) line("Wanted", "wanted", "ins");
  const kind = right ? "right" : "wrong";
  const said = right ? "Right" : near ? "Nearly" : "Not this time";
  const solution = el("p", { class: "term" }, germanWord(word));
  return [el("p", { class: `verdict ${kind}` }, said), lines, solution, wordDetails(word)];
}

run("Typing", choices, begin);
