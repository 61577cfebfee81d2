// The line of text that says which answers are saved, and which wait.

import { el } from "./dom.js";

/** @param {import("./outbox.js").Outbox} outbox */
export function outboxStatus(outbox) {
  const line = el("p.muted", { role: "status" });
  /** @type {number | undefined} */
  let timer;
  outbox.addEventListener("change", () => {
    clearTimeout(timer);
    const update = () => (line.textContent = outbox.statusText);
    timer = setTimeout(update, outbox.trouble ? 0 : 500); // saving is usually faster than this
  });
  return line;
}
