// The page around an exercise: the link back, the progress, and the status of the answers.

import { el } from "../../common/dom.js";
import { backText } from "./launch.js";

export class Frame {
  #main = /** @type {HTMLElement} */ (document.querySelector("main"));
  #group = el("p.muted");
  #count = el("p.muted");
  #bar = el("progress", { "aria-label": "Words done", hidden: true });

  /** @param {string} name @param {string} returnUrl @param {Node} [status] */
  constructor(name, returnUrl, status) {
    const back = el("a.back", { href: returnUrl }, backText(returnUrl));
    const heading = el("div", el("h1", name), this.#group);
    this.#main.before(
      el("a.skip", { href: "#main" }, "Skip to the exercise"),
      el("header", back, heading, this.#count, this.#bar, status),
    );
  }

  /** @param {string} group */
  showGroup(group) {
    this.#group.textContent = group;
    document.title += `: ${group}`;
  }

  /** Replace the content, and focus its last `data-focus` element. @param {(Node | string)[]} nodes */
  show(...nodes) {
    this.#main.replaceChildren(...nodes);
    /** @type {NodeListOf<HTMLElement>} */
    const targets = this.#main.querySelectorAll("[data-focus]");
    [...targets].at(-1)?.focus();
  }

  /** @param {{done: number, total: number}} lesson */
  showProgress({ done, total }) {
    this.#count.textContent = `${done} of ${total}`;
    Object.assign(this.#bar, { max: total, value: done, hidden: false });
  }
}
