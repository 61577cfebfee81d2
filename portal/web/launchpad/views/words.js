// The list of words, and the page of one word with its grammar and examples.

import { get, put, remove } from "../api.js";
import { el, link } from "../../common/dom.js";
import { dateTime, number, percent } from "../format.js";
import { card, facts, heading } from "../parts/layout.js";
import { score } from "../parts/score.js";
import { examples, german, grammar, withArticle } from "../parts/word.js";
import { wordList } from "../parts/word_list.js";

/** @type {Launchpad.Draw} */
export async function words({ query, signal }) {
  const list = wordList("/words");
  await list.update(query, signal);
  return { title: "Words", content: [heading("Words"), list.element], update: list.update };
}

/** @type {Launchpad.Draw} */
export async function word({ id, signal }) {
  const [found, remembered] = await Promise.all([
    get(`/words/${id}`, signal),
    get(`/words/${id}/memory`, signal),
  ]);
  const { groups, parts, stats } = found;
  const known = grammar(parts);
  const sentences = examples(parts);
  const links = groups.map((group) => el("li", link(`/groups/${group.id}`, group.name)));
  return {
    title: withArticle(found),
    content: [
      heading(german(withArticle(found)), {
        parent: ["/words", "Words"],
        description: found.english,
        action: link(`/manage/words/${id}`, "Edit"),
      }),
      el(
        "div.pair",
        known.length > 0 && card("Grammar", facts(known)),
        sentences.length > 0 && card("Examples", el("ul.examples", sentences)),
        card("Your answers", score(stats)),
        card("Memory", memory(found, remembered)),
        links.length > 0 && card("Groups", el("ul.links", links)),
      ),
    ],
  };
}

/**
 * What is known of the learner's memory, and a switch for words that needn't be asked.
 * @param {Api.WordDetails} word @param {Api.WordMemory} memory
 */
function memory({ id, suspended }, { stability, retrievability, due_at: due }) {
  const state = el("p", { role: "status" });
  const change = el("button.button", { type: "button" });
  /** @param {boolean} isSuspended */
  const show = (isSuspended) => {
    state.textContent = isSuspended ? "You know this word: it isn't asked any more." : "";
    change.textContent = isSuspended ? "Ask it again" : "I know this word";
    change.onclick = async () => {
      try {
        await (isSuspended ? remove : put)(`/words/${id}/suspension`);
        show(!isSuspended);
      } catch (error) {
        state.textContent = /** @type {Error} */ (error).message;
      }
    };
  };
  show(suspended);
  const known = due !== null && stability !== null && retrievability !== null;
  return [
    known
      ? facts([
          ["Due", dateTime(due)],
          ["Recalled today with", percent(retrievability)],
          ["Stability", `${number(Math.max(1, Math.round(stability)))} days`],
        ])
      : el("p.muted", "Not studied yet."),
    state,
    change,
  ];
}
