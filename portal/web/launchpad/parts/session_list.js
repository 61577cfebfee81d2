// Study sessions in a table, newest first.

import { el, link } from "../dom.js";
import { dateTime } from "../format.js";
import { pagedList } from "./paged_list.js";
import { score } from "./score.js";
import { table } from "./table.js";

/** Link what a study session belongs to, or draw its score. @type {(session: any) => Node} */
export const activityOf = ({ study_activity_id: id, activity_name: name }) =>
  link(`/study_activities/${id}`, name);
/** @type {(session: any) => Node} */
export const groupOf = ({ group_id: id, group_name: name }) => link(`/groups/${id}`, name);
/** @type {(session: any) => Node} */
export const scoreOf = ({ correct_count: correct, wrong_count: wrong }) => score(correct, wrong);

const COLUMNS = [
  { label: "Started", cell: (session) => link(`/study_sessions/${session.id}`, when(session.start_time)) },
  { label: "Study activity", cell: activityOf },
  { label: "Group", cell: groupOf },
  { label: "Score", cell: scoreOf },
];

/** Write a time of the portal's. @type {(time: string) => Node} */
export const when = (time) => el("time", { datetime: time }, dateTime(time));

/**
 * List study sessions: the `element`, and `update`, which draws what a query shows.
 * @param {string} path The API's.
 * @param {string} [without] The column that would say the same in each row.
 * @param {string} [pageParameter]
 */
export function sessionList(path, without, pageParameter) {
  const columns = COLUMNS.filter(({ label }) => label !== without);
  return pagedList({
    path,
    noun: "study session",
    pageParameter,
    draw: (sessions) => table("Study sessions", columns, sessions),
    empty: "No study session yet. Launch a study activity, and it appears here.",
  });
}
