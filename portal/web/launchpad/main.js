// The entry point: which view belongs to which path.

import { el, link } from "../common/dom.js";
import { sendKeptAnswers } from "./kept_answers.js";
import { start } from "./router.js";
import { dashboard } from "./views/dashboard.js";
import { group, groups } from "./views/groups.js";
import { settings } from "./views/settings.js";
import { studyActivities, studyActivity } from "./views/study_activities.js";
import { studySession, studySessions } from "./views/study_sessions.js";
import { word, words } from "./views/words.js";

const notFound = () => ({
  title: "Page not found",
  content: [
    el("h1", "Page not found"),
    el("p", "There is nothing at this address. ", link("/", "Go to the dashboard"), "."),
  ],
});

start(
  {
    "/": dashboard,
    "/study_activities": studyActivities,
    "/study_activities/:id": studyActivity,
    "/words": words,
    "/words/:id": word,
    "/groups": groups,
    "/groups/:id": group,
    "/study_sessions": studySessions,
    "/study_sessions/:id": studySession,
    "/settings": settings,
    // Only teachers need these, so that they are loaded when they are opened.
    "/manage": async (visit) => (await import("../manage/manage.js")).manage(visit),
    "/manage/words/:id": async (visit) => (await import("../manage/word.js")).editWord(visit),
  },
  notFound,
);
sendKeptAnswers();
