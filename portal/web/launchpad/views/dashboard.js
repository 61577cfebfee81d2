// The dashboard: what to do now, how it went last, and how far one has come.

import { get } from "../api.js";
import { el, link } from "../dom.js";
import { number, percent, plural } from "../format.js";
import { card, heading } from "../parts/layout.js";
import { bar } from "../parts/score.js";
import { activityOf, groupOf, scoreOf, when } from "../parts/session_list.js";
import { studyDays } from "../parts/study_days.js";

/** @type {import("../router.js").Draw} */
export async function dashboard({ signal }) {
  const names = ["last_study_session", "study_progress", "quick-stats", "study_days"];
  const [next, last, progress, stats, days] = await Promise.all([
    get("/words/due", signal, { limit: 1 }),
    ...names.map((name) => get(`/dashboard/${name}`, signal)),
  ]);
  return {
    title: "Dashboard",
    content: [
      heading("Dashboard"),
      invitation(stats, next.due_count),
      figures(stats),
      el("div.pair", lastSession(last), wordsStudied(progress)),
      studyDays(days),
    ],
  };
}

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

function lastSession(last) {
  const title = "Last study session";
  if (!last) return card(title, el("p", "None yet. Your newest study session will be shown here."));
  return card(
    title,
    el("p.lead", activityOf(last), " on ", groupOf(last)),
    el("p.muted", when(last.start_time)),
    scoreOf(last),
    el("p", link(`/study_sessions/${last.id}`, "Show the study session")),
  );
}

function wordsStudied({ total_words_studied: studied, total_available_words: all }) {
  const share = all ? studied / all : 0;
  return card(
    "Words studied",
    el("p.lead", el("strong", number(studied)), ` of ${plural(all, "word")}`),
    el("span.score", bar(share, "progress"), percent(share)),
    el("p", link("/words", "Show all words")),
  );
}
