// Typing: read the English, type the German, and see letter by letter how near it was.

import { run } from "../shared/app.js";
import { button, choice, el } from "../shared/dom.js";
import { keep, kept } from "../shared/storage.js";
import { germanWord, splitArticle, wordDetails } from "../shared/word.js";
import { judge, tidy } from "./answer.js";

const ARTICLES = "typing with articles";

const example = el("span", { lang: "de" }, "der, die, das …");
const [articles, choices] = choice("checkbox", kept(ARTICLES) === true, "Nouns need their article: ", example);
articles.addEventListener("change", () => keep(ARTICLES, articles.checked));

/** @type {import("../shared/app.js").Begin} */
function begin(show, words) {
  let submitted;
  const entered = () => new Promise((resolve) => (submitted = resolve));
  const prompt = el("label", { for: "answer", class: "prompt" });
  const hint = el("p", { id: "hint", class: "muted" });
  const input = el("input", {
    id: "answer", class: "field", lang: "de", maxlength: 200, "aria-describedby": "hint",
    autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
  });
  const letters = el("div", { class: "letters", role: "group", "aria-label": "German letters", lang: "en" });
  for (const letter of ["ä", "ö", "ü", "ß"]) {
    const insert = () => {
      input.setRangeText(letter, input.selectionStart, input.selectionEnd, "end");
      input.focus();
    };
    const key = button(letter, "", insert);
    key.lang = "de";
    letters.append(key);
  }
  const result = el("div", { class: "result", "aria-live": "polite" });
  const unknown = button("I don’t know", "", () => submitted(null));
  const next = el("button", { class: "button primary" });
  const submit = (event) => {
    event.preventDefault();
    submitted(input.value);
  };
  // A key held down for long would go through all the words.
  const keydown = (event) => event.key === "Enter" && event.repeat && event.preventDefault();
  show(
    el(
      "form",
      { class: "card panel", submit, keydown },
      el("div", { "aria-live": "polite" }, prompt),
      hint, input, letters, result,
      el("div", { class: "actions" }, unknown, next),
    ),
  );

  function change(asking, ...nodes) {
    input.readOnly = letters.hidden = unknown.hidden = !asking;
    next.textContent = asking ? "Check" : "Next";
    result.replaceChildren(...nodes);
    (asking ? input : next).focus();
    return entered();
  }

  return async (word, record) => {
    const right = (answer, one) => judge(answer, one, articles.checked).right;
    const isTwin = (one) => one !== word && one.english === word.english;
    prompt.textContent = word.english;
    hint.textContent = `Type it in German${articles.checked && splitArticle(word)[0] ? ", with its article" : ""}.`;
    input.value = "";
    let answer = await change(true);
    for (let advice; ; answer = await change(true, advice)) {
      if (answer === null) break;
      if (!tidy(answer)) advice = "Type an answer first, or say that you don’t know.";
      else if (!right(answer, word) && words.some((one) => isTwin(one) && right(answer, one))) {
        advice = "That’s right too, but another word is wanted here.";
      } else break;
    }
    const verdict = judge(answer ?? "", word, articles.checked);
    record(verdict.right);
    await change(false, ...feedback(word, answer, verdict));
  };
}

function feedback(word, answer, { right, near, articleOnly, runs }) {
  const line = (term, ...letters) => el("div", {}, el("dt", {}, term), el("dd", { lang: "de" }, ...letters));
  const marked = (side, tag) => runs.map((run) => (run.same || !run[side] ? run[side] : el(tag, {}, run[side])));
  const lines = [];
  if (near) lines.push(line("You typed", ...marked("typed", "del")), line("Wanted", ...marked("wanted", "ins")));
  else if (!right && answer) lines.push(line("You typed", answer));
  const said = right ? "Right" : articleOnly ? "Only the article is wrong" : near ? "Nearly" : "Not this time";
  return [
    el("p", { class: `verdict ${right ? "right" : "wrong"}` }, said),
    lines.length > 0 ? el("dl", { class: "compared" }, ...lines) : "",
    el("p", { class: "solution" }, germanWord(word)),
    wordDetails(word),
  ];
}

run("Typing", choices, begin);
