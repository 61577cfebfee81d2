// Where the launchpad starts: which view is drawn at which path.

import * as menu from "./menu.js";
import * as router from "./router.js";
import { dashboard } from "./views/dashboard.js";
import { group, groups } from "./views/groups.js";
import { nowhere } from "./views/nowhere.js";
import { settings } from "./views/settings.js";
import { studyActivities, studyActivity } from "./views/study_activities.js";
import { studySession, studySessions } from "./views/study_sessions.js";
import { word, words } from "./views/words.js";

const views = {
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
};

menu.start();
router.start(/** @type {HTMLElement} */ (document.querySelector("main")), views, nowhere);
