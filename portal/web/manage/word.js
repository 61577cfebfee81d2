// The form in which a teacher corrects a word, or deletes it.

import { el, link } from "../common/dom.js";
import { changeWord, get, Problem, remove } from "../launchpad/api.js";
import { heading } from "../launchpad/parts/layout.js";
import { problem } from "../launchpad/parts/problem.js";
import { navigate } from "../launchpad/router.js";

/** The keys of `parts` that have a field, and their labels. */
const PARTS = {
  article: "Article",
  plural: "Plural",
  pos: "Part of speech",
  cefr: "Level",
  alternatives: "Alternatives, separated by commas",
  note: "Note",
};
const OUTDATED = 412;

/** @type {Launchpad.Draw} */
export async function editWord({ id, signal }) {
  const word = await get(`/words/${id}`, signal);
  const parts = word.parts && !Array.isArray(word.parts) && typeof word.parts === "object" ? word.parts : {};
  const texts = { german: field("German", word.german), english: field("English", word.english) };
  for (const { input } of Object.values(texts)) input.required = true;
  const fields = Object.entries(PARTS).map(([key, label]) => ({ key, ...field(label, shown(parts[key])) }));
  const result = el("div", { "aria-live": "polite" });

  /** Return the changed parts; keys without a field stay. */
  function changed() {
    const known = { ...parts };
    for (const { key, input } of fields) {
      const text = input.value.trim();
      if (text === shown(parts[key])) continue;
      if (!text) delete known[key];
      else known[key] = key === "alternatives" ? text.split(",").map((one) => one.trim()).filter(Boolean) : text;
    }
    return Object.keys(known).length ? known : null;
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const texts_ = { german: texts.german.input.value, english: texts.english.input.value };
    try {
      // A list of parts has no keys, so that the fields can't change it.
      const changes = Array.isArray(word.parts) ? texts_ : { ...texts_, parts: changed() };
      Object.assign(word, await changeWord(word, changes, signal));
      navigate(`/words/${id}`);
    } catch (error) {
      if (signal.aborted) return;
      result.replaceChildren(
        error instanceof Problem && error.status === OUTDATED
          ? conflict(await get(`/words/${id}`, signal))
          : problem(error, () => form.requestSubmit()),
      );
    }
  }

  /** Show what somebody else has saved, beside what is in the form. @param {Api.WordDetails} theirs */
  function conflict(theirs) {
    const keep = () => {
      word.revision = theirs.revision;
      form.requestSubmit();
    };
    return el(
      "div.problem.card",
      { role: "alert" },
      el("p", "Somebody has changed this word meanwhile."),
      el("p", "It is now: ", el("strong", `${theirs.german}: ${theirs.english}`)),
      el("p", "You have: ", el("strong", `${texts.german.input.value}: ${texts.english.input.value}`)),
      el("button.button", { type: "button", onclick: keep }, "Save mine"),
      link(`/words/${id}`, "Keep the other"),
    );
  }

  async function onDelete() {
    try {
      await remove(`/words/${word.id}`);
      navigate("/words");
    } catch (error) {
      if (!signal.aborted) result.replaceChildren(problem(error, onDelete));
    }
  }

  const form = el(
    "form.stack",
    { onsubmit },
    [...Object.values(texts), ...fields].map(({ label }) => label),
    el("button.button.primary", "Save"),
    el("button.button.danger", { type: "button", onclick: onDelete }, "Delete this word"),
  );
  return {
    title: `Edit ${word.german}`,
    content: [heading(`Edit ${word.german}`, { parent: [`/words/${id}`, word.german] }), form, result],
  };
}

/** @param {string} name @param {string} value */
function field(name, value) {
  const input = el("input.field", { value, maxlength: 500, autocomplete: "off" });
  return { input, label: el("label", name, input) };
}

/** Return a value of `parts` as it stands in a field. @param {Api.Json | undefined} value @returns {string} */
const shown = (value) =>
  Array.isArray(value) ? value.map(shown).join(", ") : typeof value === "string" ? value : "";
