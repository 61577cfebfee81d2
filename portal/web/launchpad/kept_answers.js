// Answers that an app kept while the portal couldn't be reached, and that it was closed with.

import { el } from "../common/dom.js";
import { Outbox } from "../common/outbox.js";
import { outboxStatus } from "../common/outbox_status.js";
import { refresh } from "./router.js";

/** Send the kept answers, show what waits, and update the figures once all are saved. */
export function sendKeptAnswers() {
  const outbox = new Outbox(`${location.origin}/api`);
  document.querySelector("main")?.before(el("div.frame.kept", outboxStatus(outbox)));
  let { waiting } = outbox;
  outbox.addEventListener("change", () => {
    const busy = document.querySelector("dialog, main :is(input, select, button):focus");
    if (waiting && !outbox.waiting && !busy) refresh();
    ({ waiting } = outbox);
  });
  outbox.start();
}
