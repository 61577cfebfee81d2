// Study activities: the catalogue of learning apps, and one of them.

import { get, getAll } from "../api.js";
import { el } from "../dom.js";
import { launchActivity } from "../parts/launch.js";
import { heading, section } from "../parts/layout.js";
import { sessionList } from "../parts/session_list.js";

/** @type {import("../router.js").Draw} */
export async function studyActivities({ signal }) {
  const activities = await getAll("/study_activities", signal);
  return {
    title: "Study activities",
    content: [
      heading("Study activities", { about: "Choose how you want to learn, then a group of words." }),
      activities.length
        ? el("ul.activities", activities.map(tile))
        : el("p.card", "There are no study activities yet."),
    ],
  };
}

function tile(activity) {
  const { id, name, description } = activity;
  const of = el("span.visually-hidden", ` of ${name}`);
  const details = el("a.button", { href: `/study_activities/${id}` }, "Details", of);
  return el(
    "li.card",
    thumbnail(activity),
    el("h2", name),
    el("p", description),
    el("div.actions", launchActivity(activity), details),
  );
}

// A missing picture leaves the name's initial, not a broken image.
function thumbnail({ name, thumbnail_url: url }) {
  const initial = el("span", [...name][0]);
  const picture = el("img", { src: url, alt: "", onerror: () => picture.replaceWith(initial) });
  return el("div.thumbnail", { "aria-hidden": "true" }, url ? picture : initial);
}

/** @type {import("../router.js").Draw} */
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
        within: ["/study_activities", "Study activities"],
        about: activity.description,
        action: launchActivity(activity),
      }),
      section("Study sessions", sessions.element),
    ],
    update: sessions.update,
  };
}
