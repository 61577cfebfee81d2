// What is around an exercise: the way back, the name, how far one is, and whether all is saved.

import { el } from "./dom.js";

export class Frame {
  #main = document.querySelector("main");
  #group = el("p", { class: "muted" });
  #back = el("a", { class: "back", hidden: true }, "Back to the portal");
  #count = el("p", { class: "muted" });
  #bar = el("progress", { "aria-label": "Words done", hidden: true });
  #status = el("p", { role: "status" });

  /** Build the frame around the page's `main`. @param {string} name the app's */
  constructor(name) {
    const heading = el("div", {}, el("h1", {}, name), this.#group);
    this.#main.before(
      el("a", { class: "skip", href: "#main" }, "Skip to the exercise"),
      el("header", {}, this.#back, heading, this.#count, this.#bar),
    );
    this.#main.after(el("footer", {}, this.#status));
  }

  /** @param {string} url */
  leadBack(url) {
    this.#back.href = url;
    this.#back.hidden = false;
  }

  /** @param {string} group its name */
  nameGroup(group) {
    this.#group.textContent = group;
    document.title += `: ${group}`;
  }

  /** Put something on the page, and the focus on what of it wants it. @param {...Node} nodes */
  show(...nodes) {
    this.#main.replaceChildren(...nodes);
    this.#main.querySelector("[data-focus]")?.focus();
  }

  /** @param {import("./lesson.js").Lesson} lesson */
  progress({ done, total }) {
    this.#count.textContent = `${done} of ${total}`;
    Object.assign(this.#bar, { max: total, value: done, hidden: false });
  }

  /** Say, from now on, what becomes of the answers. @param {import("./outbox.js").Outbox} outbox */
  follow(outbox) {
    let timer;
    const tell = () => (this.#status.textContent = report(outbox));
    outbox.addEventListener("change", () => {
      clearTimeout(timer);
      // Saving that is quick isn't worth a word.
      if (outbox.waiting > 0 && !outbox.trouble) timer = setTimeout(tell, 600);
      else tell();
    });
  }
}

/** Say how it stands with the answers. @param {import("./outbox.js").Outbox} outbox */
export function report({ waiting, trouble, unsafe, settled: { saved, refused, orphaned } }) {
  const said = [];
  if (orphaned) said.push(`${answers(orphaned)} not saved: the portal no longer has the study session.`);
  if (refused) said.push(`${answers(refused)} not saved: the portal refused them.`);
  if (waiting && trouble) said.push(`${answers(waiting)} ${waiting === 1 ? "waits" : "wait"} for the ${trouble}.`);
  else if (waiting) said.push("Saving…");
  else if (saved && said.length === 0) said.push("All answers saved.");
  if (unsafe) said.push("This browser can’t keep them: please leave the page open.");
  return said.join(" ");
}

function answers(count) {
  return count === 1 ? "1 answer" : `${count} answers`;
}
