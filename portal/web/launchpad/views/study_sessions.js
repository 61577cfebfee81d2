// Study sessions: all of them, and one with the words that were answered in it.

import { get } from "../api.js";
import { el } from "../dom.js";
import { facts, heading, section } from "../parts/layout.js";
import { pagedList } from "../parts/paged_list.js";
import { activityOf, groupOf, scoreOf, sessionList, when } from "../parts/session_list.js";
import { wordTable } from "../parts/word_list.js";

/** @type {import("../router.js").Draw} */
export async function studySessions({ query, signal }) {
  const { element, update } = sessionList("/study_sessions");
  await update(query, signal);
  return { title: "Study sessions", content: [heading("Study sessions"), element], update };
}

/** @type {import("../router.js").Draw} */
export async function studySession({ id, query, signal }) {
  const words = pagedList({
    path: `/study_sessions/${id}/words`,
    noun: "word",
    draw: wordTable,
    empty: "No word was answered in this study session.",
  });
  const [found] = await Promise.all([
    get(`/study_sessions/${id}`, signal),
    words.update(query, signal),
  ]);
  const title = `${found.activity_name} on ${found.group_name}`;
  const summary = facts([
    ["Study activity", activityOf(found)],
    ["Group", groupOf(found)],
    ["Started", when(found.start_time)],
    ["Ended", when(found.end_time)],
    ["Score", scoreOf(found)],
  ]);
  return {
    title,
    content: [
      heading(title, { within: ["/study_sessions", "Study sessions"] }),
      el("div.card", summary),
      section("Words answered", words.element),
    ],
    update: words.update,
  };
}
