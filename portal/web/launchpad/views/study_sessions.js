// Study sessions: all of them, and one with the words that were answered in it.

import { get } from "../api.js";
import { element, link } from "../dom.js";
import { facts, heading, section } from "../parts/layout.js";
import { launchAnActivity } from "../parts/launch.js";
import { pagedList } from "../parts/paged_list.js";
import { score } from "../parts/score.js";
import { sessionList, when } from "../parts/session_list.js";
import { wordTable } from "../parts/word_list.js";

/** @param {import("../router.js").Visit} visit */
export async function studySessions({ query, signal }) {
  const list = sessionList("/study_sessions");
  await list.update(query, signal);
  return {
    title: "Study sessions",
    content: [heading("Study sessions"), list.element],
    update: list.update,
  };
}

/** @param {import("../router.js").Visit} visit */
export async function studySession({ id, query, signal }) {
  const words = pagedList({
    path: `/study_sessions/${id}/words`,
    noun: "word",
    draw: wordTable,
    empty: () => element("p", {}, "No word has been answered in this study session."),
  });
  const [found] = await Promise.all([
    get(`/study_sessions/${id}`, signal),
    words.update(query, signal),
  ]);
  const group = { id: found.group_id, name: found.group_name };
  const summary = facts([
    ["Study activity", link(`/study_activities/${found.study_activity_id}`, found.activity_name)],
    ["Group", link(`/groups/${group.id}`, group.name)],
    ["Started", when(found.start_time)],
    ["Ended", when(found.end_time)],
    ["Score", score(found.correct_count, found.wrong_count)],
  ]);
  summary.classList.add("card");
  return {
    title: `${found.activity_name} on ${found.group_name}`,
    content: [
      heading(`${found.activity_name} on ${found.group_name}`, {
        within: ["/study_sessions", "Study sessions"],
        action: launchAnActivity(group),
      }),
      summary,
      section("Words answered", words.element),
    ],
    update: words.update,
  };
}
