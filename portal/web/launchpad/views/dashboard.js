// The dashboard: what to do now, how it went last, and how far one has come.

import { get } from "../api.js";
import { element, link } from "../dom.js";
import { number, percent, plural } from "../format.js";
import { card, heading } from "../parts/layout.js";
import { bar, score } from "../parts/score.js";
import { when } from "../parts/session_list.js";
import { studyDays } from "../parts/study_days.js";

/** @param {import("../router.js").Visit} visit */
export async function dashboard({ signal }) {
  const [last, progress, stats, days] = await Promise.all(
    ["last_study_session", "study_progress", "quick-stats", "study_days"].map((name) =>
      get(`/dashboard/${name}`, signal),
    ),
  );
  return {
    title: "Dashboard",
    content: [
      heading("Dashboard"),
      invitation(stats),
      figures(stats),
      element("div", { class: "pair" }, lastSession(last), wordsStudied(progress)),
      studyDays(days),
    ],
  };
}

/** @param {any} stats */
function invitation({ total_study_sessions: sessions, study_streak_days: streak }) {
  const [title, text] =
    sessions === 0
      ? ["Welcome", "Choose a study activity and a group of words, and start learning."]
      : streak === 0
        ? ["Time for another round", "A few words today start a new streak."]
        : [`${plural(streak, "day")} in a row`, "Keep it up: a few words a day go a long way."];
  return element(
    "section",
    { class: "invitation card" },
    element("div", {}, element("h2", {}, title), element("p", {}, text)),
    element("a", { class: "button", href: "/study_activities" }, "Start studying"),
  );
}

/** @param {any} stats */
function figures(stats) {
  const { total_study_sessions: sessions, total_active_groups: groups, study_streak_days: streak } = stats;
  return element(
    "dl",
    { class: "figures" },
    [
      ["Success rate", percent(stats.success_rate / 100)],
      ["Study sessions", number(sessions)],
      ["Active groups", number(groups)],
      ["Study streak", plural(streak, "day")],
    ].map(([name, value]) =>
      element("div", { class: "card" }, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}

/** @param {any} last */
function lastSession(last) {
  const title = "Last study session";
  if (last === null) {
    return card(title, element("p", {}, "Nothing yet. Your first study session will be shown here."));
  }
  return card(
    title,
    element(
      "p",
      { class: "lead" },
      link(`/study_activities/${last.study_activity_id}`, last.activity_name),
      " on ",
      link(`/groups/${last.group_id}`, last.group_name),
    ),
    element("p", { class: "muted" }, when(last.start_time)),
    score(last.correct_count, last.wrong_count),
    element("p", {}, link(`/study_sessions/${last.id}`, "Show the study session")),
  );
}

/** @param {any} progress */
function wordsStudied({ total_words_studied: studied, total_available_words: all }) {
  const share = all ? studied / all : 0;
  return card(
    "Words studied",
    element(
      "p",
      { class: "lead" },
      element("strong", {}, number(studied)),
      ` of ${plural(all, "word")}`,
    ),
    element("span", { class: "score" }, bar(share, "progress"), percent(share)),
    element("p", {}, link("/words", "Show all words")),
  );
}
