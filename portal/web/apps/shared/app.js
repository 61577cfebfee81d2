// The course of every learning app: fetch the words, ask for each, record the answers, sum up.

import { Outbox } from "../../common/outbox.js";
import { outboxStatus } from "../../common/outbox_status.js";
import { Frame } from "./frame.js";
import { readLaunch } from "./launch.js";
import { Lesson } from "./lesson.js";
import { Portal, PortalError } from "./portal.js";
import { makeReview } from "./review.js";
import { errorView, refusalView, startView, summaryView } from "./views.js";

/**
 * Run an app. `options` are shown before the start.
 * @param {string} name @param {Node} options @param {Apps.StartExercise} startExercise
 */
export async function run(name, options, startExercise) {
  let launch;
  try {
    launch = readLaunch(new URL(location.href));
  } catch (error) {
    return new Frame(name, "/").show(refusalView(/** @type {Error} */ (error)));
  }
  const { api, sessionId, returnUrl } = launch;
  const portal = new Portal(launch);
  const outbox = new Outbox(api);
  const frame = new Frame(name, returnUrl, outboxStatus(outbox));
  outbox.start();
  const offer = await fetchOffer(portal, frame);
  /** @returns {Promise<Api.Word[]>} */
  const choose = () => new Promise((start) => frame.show(startView(offer, options, start)));
  const lesson = new Lesson(offer.words[0] ? await choose() : []);
  if (lesson.word) {
    const askWord = startExercise((...nodes) => frame.show(...nodes));
    for (let word; (word = lesson.word); ) {
      const { id } = word;
      frame.showProgress(lesson);
      await askWord(word, (correct) => {
        outbox.add(sessionId, makeReview(id, correct));
        lesson.answer(correct);
        frame.showProgress(lesson);
      });
    }
  }
  frame.show(summaryView(lesson, returnUrl));
}

/** @param {Portal} portal @param {Frame} frame @returns {Promise<Apps.Offer>} */
async function fetchOffer(portal, frame) {
  frame.show("Loading…");
  try {
    const [session, words, due] = await Promise.all([portal.session(), portal.words(), portal.due()]);
    frame.showGroup(session.group_name);
    return { words, due };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    await new Promise((retry) => frame.show(errorView(error, () => retry(null))));
    return fetchOffer(portal, frame);
  }
}
