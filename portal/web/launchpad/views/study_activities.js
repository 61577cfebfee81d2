// The catalogue of study activities, and the page of one study activity.

import { get, getAll } from "../api.js";
import { el } from "../../common/dom.js";
import { launchActivity } from "../parts/launch.js";
import { heading, section } from "../parts/layout.js";
import { sessionList } from "../parts/session_list.js";

/** @type {Launchpad.Draw} */
export async function studyActivities({ signal }) {
  const activities = await getAll((query) => get("/study_activities", signal, query));
  return {
    title: "Study activities",
    content: [
      heading("Study activities", { description: "Choose how you want to learn, then a group of words." }),
      activities.length
        ? el("ul.activities", activities.map(tile))
        : el("p.card", "There are no study activities yet."),
    ],
  };
}

/** @param {Api.StudyActivity} activity */
function tile(activity) {
  const { id, name, description } = activity;
  const hidden = el("span.visually-hidden", ` of ${name}`);
  const details = el("a.button", { href: `/study_activities/${id}` }, "Details", hidden);
  return el(
    "li.card",
    thumbnail(activity),
    el("h2", name),
    el("p", description),
    el("div.actions", launchActivity(activity), details),
  );
}

// If the picture is missing, the initial of the name replaces it.
/** @param {Api.StudyActivity} activity */
function thumbnail({ name, thumbnail_url: url }) {
  const initial = el("span", [...name][0]);
  const picture = el("img", { src: url, alt: "" });
  picture.onerror = () => picture.replaceWith(initial);
  return el("div.thumbnail", { "aria-hidden": "true" }, url ? picture : initial);
}

/** @type {Launchpad.Draw} */
export async function studyActivity({ id, query, signal }) {
  const sessions = sessionList(`/study_activities/${id}/study_sessions`, "Study activity");
  const [activity] = await Promise.all([
    get(`/study_activities/${id}`, signal),
    sessions.update(query, signal),
  ]);
  return {
    title: activity.name,
    content: [
      heading(activity.name, {
        parent: ["/study_activities", "Study activities"],
        description: activity.description,
        action: launchActivity(activity),
      }),
      section("Study sessions", sessions.element),
    ],
    update: sessions.update,
  };
}
