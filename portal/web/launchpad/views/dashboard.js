// The dashboard: what to do next, the last study session, and the progress so far.

import { get } from "../api.js";
import { el, link } from "../../common/dom.js";
import { number, percent, plural } from "../format.js";
import { calibration } from "../parts/calibration.js";
import { card, heading } from "../parts/layout.js";
import { bar, score } from "../parts/score.js";
import { activityLink, groupLink, timeOf } from "../parts/session_list.js";
import { studyDays } from "../parts/study_days.js";

/** @type {Launchpad.Draw} */
export async function dashboard({ signal }) {
  const [due, last, progress, stats, days, recall] = await Promise.all([
    get("/words/due", signal, { limit: 1 }),
    get("/dashboard/last_study_session", signal),
    get("/dashboard/study_progress", signal),
    get("/dashboard/quick-stats", signal),
    get("/dashboard/study_days", signal),
    get("/dashboard/calibration", signal),
  ]);
  return {
    title: "Dashboard",
    content: [
      heading("Dashboard"),
      invitation(stats, due.due_count),
      figures(stats),
      el("div.pair", lastSession(last), wordsStudied(progress)),
      studyDays(days),
      calibration(recall),
    ],
  };
}

/** @param {Api.QuickStats} stats @param {number} due */
function invitation({ total_study_sessions: sessions, study_streak_days: streak }, due) {
  const [title, text] = streak
    ? [`${plural(streak, "day")} in a row`, "Keep it up: a few words a day go a long way."]
    : sessions
      ? ["Time for another round", "A few words today start a new streak."]
      : ["Welcome", "Choose a study activity and a group of words, and start learning."];
  return el(
    "section.invitation.card",
    el("div", el("h2", title), el("p", due ? `${plural(due, "word")} ${due === 1 ? "is" : "are"} due again.` : text)),
    el("a.button.primary", { href: "/study_activities" }, "Start studying"),
  );
}

/** @param {Api.QuickStats} stats */
function figures(stats) {
  const facts = {
    "Success rate": percent(stats.success_rate / 100),
    "Study sessions": number(stats.total_study_sessions),
    "Active groups": number(stats.total_active_groups),
    "Study streak": plural(stats.study_streak_days, "day"),
  };
  return el(
    "dl.figures",
    Object.entries(facts).map(([name, value]) => el("div.card", el("dt", name), el("dd", value))),
  );
}

/** @param {Api.StudySession | null} last */
function lastSession(last) {
  const title = "Last study session";
  if (!last) return card(title, el("p", "None yet. Your newest study session will be shown here."));
  return card(
    title,
    el("p.lead", activityLink(last), " on ", groupLink(last)),
    el("p.muted", timeOf(last.start_time)),
    score(last),
    el("p", link(`/study_sessions/${last.id}`, "Show the study session")),
  );
}

/** @param {Api.StudyProgress} progress */
function wordsStudied({ total_words_studied: studied, total_available_words: all }) {
  const share = all ? studied / all : 0;
  return card(
    "Words studied",
    el("p.lead", el("strong", number(studied)), ` of ${plural(all, "word")}`),
    el("span.score", bar(share, "progress"), percent(share)),
    el("p", link("/words", "Show all words")),
  );
}
