// A table of study sessions, newest first.

import { get } from "../api.js";
import { el, link } from "../../common/dom.js";
import { dateTime } from "../format.js";
import { pagedList } from "./paged_list.js";
import { score } from "./score.js";
import { table } from "./table.js";

/** @param {Api.StudySession} session */
export const activityLink = ({ study_activity_id: id, activity_name: name }) =>
  link(`/study_activities/${id}`, name);

/** @param {Api.StudySession} session */
export const groupLink = ({ group_id: id, group_name: name }) => link(`/groups/${id}`, name);

/** @param {string} time */
export const timeOf = (time) => el("time", { datetime: time }, dateTime(time));

/** @type {Launchpad.Column<Api.StudySession>[]} */
const COLUMNS = [
  { label: "Started", cell: (session) => link(`/study_sessions/${session.id}`, timeOf(session.start_time)) },
  { label: "Study activity", cell: activityLink },
  { label: "Group", cell: groupLink },
  { label: "Score", cell: score },
];

/**
 * Make a list of study sessions; see `pagedList`. `without` is the label of a column to leave out.
 * @param {Api.SessionsPath} path @param {string} [without] @param {string} [pageParameter]
 */
export function sessionList(path, without, pageParameter) {
  const columns = COLUMNS.filter(({ label }) => label !== without);
  return pagedList({
    getPage: (...request) => get(path, ...request),
    noun: "study session",
    pageParameter,
    draw: (sessions) => table("Study sessions", columns, sessions),
    empty: "No study session yet. Launch a study activity, and it appears here.",
  });
}
