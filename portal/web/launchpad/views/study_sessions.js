// The list of study sessions, and the page of one session with its words.

import { get } from "../api.js";
import { el } from "../../common/dom.js";
import { facts, heading, section } from "../parts/layout.js";
import { pagedList } from "../parts/paged_list.js";
import { activityLink, groupLink, sessionList, timeOf } from "../parts/session_list.js";
import { score } from "../parts/score.js";
import { wordTable } from "../parts/word_list.js";

/** @type {Launchpad.Draw} */
export async function studySessions({ query, signal }) {
  const { element, update } = sessionList("/study_sessions");
  await update(query, signal);
  return { title: "Study sessions", content: [heading("Study sessions"), element], update };
}

/** @type {Launchpad.Draw} */
export async function studySession({ id, query, signal }) {
  const words = pagedList({
    getPage: (...request) => get(`/study_sessions/${id}/words`, ...request),
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
    ["Study activity", activityLink(found)],
    ["Group", groupLink(found)],
    ["Started", timeOf(found.start_time)],
    ["Ended", timeOf(found.end_time)],
    ["Score", score(found)],
  ]);
  return {
    title,
    content: [
      heading(title, { parent: ["/study_sessions", "Study sessions"] }),
      el("div.card", summary),
      section("Words answered", words.element),
    ],
    update: words.update,
  };
}
