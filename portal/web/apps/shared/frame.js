// What is around an exercise: the way back, how far one is, and whether all is saved.

import { el } from "./dom.js";

export class Frame {
  #main = document.querySelector("main");
  #group = el("p", { class: "muted" });
  #count = el("p", { class: "muted" });
  #bar = el("progress", { "aria-label": "Words done", hidden: true });
  #status = el("p", { role: "status", class: "muted" });

  /** @param {string} name @param {string} returnUrl */
  constructor(name, returnUrl) {
    const back = el("a", { class: "back", href: returnUrl }, "Back to the portal");
    const heading = el("div", {}, el("h1", {}, name), this.#group);
    this.#main.before(
      el("a", { class: "skip", href: "#main" }, "Skip to the exercise"),
      el("header", {}, back, heading, this.#count, this.#bar, this.#status),
    );
  }

  /** @param {string} group */
  nameGroup(group) {
    this.#group.textContent = group;
    document.title += `: ${group}`;
  }

  /** Change the page, and put the focus on what asks for it. @param {...(Node|string)} nodes */
  show(...nodes) {
    this.#main.replaceChildren(...nodes);
    [...this.#main.querySelectorAll("[data-focus]")].at(-1)?.focus();
  }

  /** @param {Lesson} lesson */
  progress({ done, total }) {
    this.#count.textContent = `${done} of ${total}`;
    Object.assign(this.#bar, { max: total, value: done, hidden: false });
  }

  /** Say what becomes of the answers. @param {Outbox} outbox */
  follow(outbox) {
    let timer;
    outbox.addEventListener("change", () => {
      clearTimeout(timer);
      const tell = () => (this.#status.textContent = outbox.report);
      timer = setTimeout(tell, outbox.trouble ? 0 : 500); // most saving isn't worth a word
    });
  }
}
