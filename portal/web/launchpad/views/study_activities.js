// Study activities: the catalogue of learning apps, and one of them.

import { get, getAll } from "../api.js";
import { element } from "../dom.js";
import { heading, section } from "../parts/layout.js";
import { launchOnAGroup } from "../parts/launch.js";
import { sessionList } from "../parts/session_list.js";
import { thumbnail } from "../parts/thumbnail.js";

/** @param {import("../router.js").Visit} visit */
export async function studyActivities({ signal }) {
  const activities = await getAll("/study_activities", signal);
  return {
    title: "Study activities",
    content: [
      heading("Study activities", { about: "Choose how you want to learn, then a group of words." }),
      activities.length
        ? element("ul", { class: "activities" }, activities.map(card))
        : element("div", { class: "empty card" }, element("p", {}, "There are no study activities yet.")),
    ],
  };
}

/** @param {any} activity */
function card(activity) {
  return element(
    "li",
    { class: "card" },
    thumbnail(activity),
    element("h2", {}, activity.name),
    element("p", {}, activity.description),
    element(
      "div",
      { class: "actions" },
      launchOnAGroup(activity),
      element(
        "a",
        { class: "button", href: `/study_activities/${activity.id}` },
        "Details",
        element("span", { class: "visually-hidden" }, ` of ${activity.name}`),
      ),
    ),
  );
}

/** @param {import("../router.js").Visit} visit */
export async function studyActivity({ id, query, signal }) {
  const sessions = sessionList(`/study_activities/${id}/study_sessions`, { without: "Study activity" });
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
        action: launchOnAGroup(activity),
      }),
      section("Study sessions", sessions.element),
    ],
    update: sessions.update,
  };
}
