// What every learning app does: read its launch, fetch the words, ask one after the other, keep the
// answers until they are saved, sum up, and lead back.

import { el } from "./dom.js";
import { Frame } from "./frame.js";
import { readLaunch } from "./launch.js";
import { Lesson } from "./lesson.js";
import { Outbox } from "./outbox.js";
import { Portal, PortalError } from "./portal.js";
import { makeReview } from "./review.js";
import { failureView, refusalView, startView, summaryView } from "./views.js";

/** @typedef {import("./portal.js").Word} Word */
/**
 * @typedef {(word: Word, record: (correct: boolean) => void) => Promise<void>} Ask
 *   asks for a word, records once how it was answered, and resolves when it's time for the next
 */
/** @typedef {(show: (...nodes: Node[]) => void, words: Word[]) => Ask} Begin */

/** Run a learning app. @param {string} name @param {Node} choices before the start @param {Begin} begin */
export async function run(name, choices, begin) {
  const frame = new Frame(name);
  const show = (...nodes) => frame.show(...nodes);
  let launch;
  try {
    launch = readLaunch(new URL(location.href));
  } catch (error) {
    return show(refusalView(error.message));
  }
  frame.leadBack(launch.returnUrl);
  const portal = new Portal(launch);
  const outbox = new Outbox(portal);
  frame.follow(outbox);
  outbox.start();
  const words = await fetchWords(portal, frame);
  const lesson = new Lesson(words);
  if (lesson.word) await new Promise((start) => show(startView(lesson.total, choices, start)));
  const ask = lesson.word && begin(show, words);
  for (let word; (word = lesson.word); ) {
    frame.progress(lesson);
    await ask(word, (correct) => {
      outbox.add(makeReview(word.id, correct));
      lesson.answer(correct);
      frame.progress(lesson);
    });
  }
  show(summaryView(lesson, outbox, launch.returnUrl));
}

async function fetchWords(portal, frame) {
  for (;;) {
    try {
      frame.show(el("p", {}, "Loading…"));
      const [session, words] = await Promise.all([portal.session(), portal.words()]);
      frame.nameGroup(session.group_name);
      return words;
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      await new Promise((retry) => frame.show(failureView(error, retry)));
    }
  }
}
