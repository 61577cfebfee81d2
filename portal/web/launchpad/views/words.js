// Words: all of them, and one with what its word list said of it.

import { get } from "../api.js";
import { element, link } from "../dom.js";
import { card, facts, heading } from "../parts/layout.js";
import { score } from "../parts/score.js";
import { german, withArticle } from "../parts/word.js";
import { examples, grammar } from "../parts/word_parts.js";
import { wordList } from "../parts/word_list.js";

/** @param {import("../router.js").Visit} visit */
export async function words({ query, signal }) {
  const list = wordList("/words");
  await list.update(query, signal);
  return { title: "Words", content: [heading("Words"), list.element], update: list.update };
}

/** @param {import("../router.js").Visit} visit */
export async function word({ id, signal }) {
  const found = await get(`/words/${id}`, signal);
  const { groups, parts, stats } = found;
  const known = grammar(parts);
  const sentences = examples(parts);
  return {
    title: withArticle(found),
    content: [
      heading(german(withArticle(found)), { within: ["/words", "Words"], about: found.english }),
      known.length > 0 && card("Grammar", facts(known)),
      sentences.length > 0 && card("Examples", element("ul", { class: "examples" }, sentences)),
      card("Your answers", score(stats.correct_count, stats.wrong_count)),
      groups.length > 0 &&
        card(
          "Groups",
          element(
            "ul",
            { class: "links" },
            groups.map((/** @type {any} */ group) => element("li", {}, link(`/groups/${group.id}`, group.name))),
          ),
        ),
    ].filter((node) => node instanceof Node),
  };
}
