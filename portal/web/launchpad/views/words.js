// The list of words, and the page of one word with its grammar and examples.

import { get } from "../api.js";
import { el, link } from "../../common/dom.js";
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
  const found = await get(`/words/${id}`, signal);
  const { groups, parts, stats } = found;
  const known = grammar(parts);
  const sentences = examples(parts);
  const links = groups.map((group) => el("li", link(`/groups/${group.id}`, group.name)));
  return {
    title: withArticle(found),
    content: [
      heading(german(withArticle(found)), { parent: ["/words", "Words"], description: found.english }),
      el(
        "div.pair",
        known.length > 0 && card("Grammar", facts(known)),
        sentences.length > 0 && card("Examples", el("ul.examples", sentences)),
        card("Your answers", score(stats)),
        links.length > 0 && card("Groups", el("ul.links", links)),
      ),
    ],
  };
}
