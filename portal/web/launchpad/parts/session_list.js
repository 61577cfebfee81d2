// Study sessions in a table, newest first.

import { element, link } from "../dom.js";
import { dateTime } from "../format.js";
import { pagedList } from "./paged_list.js";
import { score } from "./score.js";
import { table } from "./table.js";

/** @type {import("./table.js").Column[]} */
const COLUMNS = [
  { label: "Started", cell: ({ id, start_time: time }) => link(`/study_sessions/${id}`, when(time)) },
  {
    label: "Study activity",
    cell: (session) => link(`/study_activities/${session.study_activity_id}`, session.activity_name),
  },
  { label: "Group", cell: (session) => link(`/groups/${session.group_id}`, session.group_name) },
  { label: "Score", cell: (session) => score(session.correct_count, session.wrong_count) },
];

/**
 * Write a time of the portal's.
 * @param {string} time
 */
export const when = (time) => element("time", { datetime: time }, dateTime(time));

/**
 * List study sessions; `update` draws what a query shows.
 * @param {string} path The API's.
 * @param {{without?: string, pageParameter?: string}} [how] Without a column that says the same in
 *   each row.
 */
export function sessionList(path, { without, pageParameter } = {}) {
  const columns = COLUMNS.filter(({ label }) => label !== without);
  return pagedList({
    path,
    noun: "study session",
    pageParameter,
    draw: (sessions) => table("Study sessions", columns, sessions),
    empty: () => element("p", {}, "No study session yet. Launch a study activity, and it appears here."),
  });
}
