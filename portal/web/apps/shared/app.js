// What every learning app does: fetch the words, ask for one after the other, record, sum up.

import { Frame } from "./frame.js";
import { readLaunch } from "./launch.js";
import { Lesson } from "./lesson.js";
import { Outbox } from "./outbox.js";
import { Portal, PortalError } from "./portal.js";
import { makeReview } from "./review.js";
import { failureView, refusalView, startView, summaryView } from "./views.js";

/** @typedef {(word: Word, record: (correct: boolean) => void) => Promise<void>} Ask until the next one */
/** @typedef {(show: (...nodes: Node[]) => void) => Ask} Begin */

/** @param {string} name @param {Node} choices before the start @param {Begin} begin */
export async function run(name, choices, begin) {
  let launch;
  try {
    launch = readLaunch(new URL(location.href));
  } catch (error) {
    return new Frame(name, "/").show(refusalView(error));
  }
  const frame = new Frame(name, launch.returnUrl);
  const portal = new Portal(launch);
  const outbox = new Outbox(portal);
  frame.follow(outbox);
  outbox.start();
  const offer = await fetchOffer(portal, frame);
  const choose = (start) => frame.show(startView(offer, choices, start));
  const lesson = new Lesson(offer.words[0] ? await new Promise(choose) : []);
  if (lesson.word) {
    const ask = begin((...nodes) => frame.show(...nodes));
    for (let word; (word = lesson.word); ) {
      frame.progress(lesson);
      await ask(word, (correct) => {
        outbox.add(makeReview(word.id, correct));
        lesson.answer(correct);
        frame.progress(lesson);
      });
    }
  }
  frame.show(summaryView(lesson, launch.returnUrl));
}

async function fetchOffer(portal, frame) {
  frame.show("Loading…");
  try {
    const asked = [portal.session(), portal.words(), portal.due()];
    const [{ group_name: group }, words, due] = await Promise.all(asked);
    frame.nameGroup(group);
    return { words, due };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    await new Promise((retry) => frame.show(failureView(error, retry)));
    return fetchOffer(portal, frame);
  }
}
