// A question in a dialog: something to read or to choose, then one action, or none.

import { element, uniqueId } from "../dom.js";
import { problem } from "./problem.js";

/**
 * Ask, and close when the action has succeeded.
 * @param {object} question
 * @param {string} question.title
 * @param {string} question.action What its button says.
 * @param {boolean} [question.danger]
 * @param {(signal: AbortSignal) => Promise<Node[]>} question.load What there is to read or choose.
 * @param {(signal: AbortSignal) => Promise<unknown>} question.act The signal: it was closed.
 */
export function ask({ title, action, danger, load, act }) {
  const id = uniqueId();
  const closed = new AbortController();
  const { signal } = closed;
  const content = element("div", { class: "content" });
  const trouble = element("div");
  const submit = element(
    "button",
    { class: `button ${danger ? "danger" : "primary"}`, disabled: true },
    action,
  );
  const cancel = element("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel");
  const form = element(
    "form",
    { onsubmit: perform },
    element("h2", { id }, title),
    content,
    trouble,
    element("div", { class: "actions" }, cancel, submit),
  );
  const dialog = element("dialog", { class: "card", "aria-labelledby": id }, form);

  async function prepare() {
    content.replaceChildren(element("p", { class: "muted", role: "status" }, "One moment…"));
    try {
      content.replaceChildren(...(await load(signal)));
      submit.disabled = false;
      content.querySelector("select")?.focus();
    } catch (error) {
      if (!signal.aborted) content.replaceChildren(problem(error, prepare));
    }
  }

  /** @param {SubmitEvent} event */
  async function perform(event) {
    event.preventDefault();
    trouble.replaceChildren();
    submit.disabled = true;
    try {
      await act(signal);
      dialog.close();
    } catch (error) {
      if (signal.aborted) return;
      submit.disabled = false;
      trouble.replaceChildren(problem(error, () => form.requestSubmit()));
    }
  }

  // What it asks about is left.
  addEventListener("popstate", () => dialog.close(), { signal });
  dialog.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLAnchorElement) dialog.close();
  });
  dialog.addEventListener("close", () => {
    closed.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  void prepare();
}
