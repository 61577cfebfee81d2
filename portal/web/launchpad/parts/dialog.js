// A question in a dialog: something to read or to choose, then one action, or none.

import { el } from "../dom.js";
import { problem } from "./problem.js";

/**
 * Ask, and close when the action has succeeded. Signals say that the dialog was closed.
 * @param {object} question
 * @param {string} question.title
 * @param {string} question.action What its button says.
 * @param {string} question.kind That button's class.
 * @param {(signal: AbortSignal) => Promise<Node[]>} question.load What there is to read or choose.
 * @param {(signal: AbortSignal) => Promise<unknown>} question.act
 */
export function ask({ title, action, kind, load, act }) {
  const closed = new AbortController();
  const { signal } = closed;
  const close = () => dialog.close();
  const content = el("div");
  const trouble = el("div");
  const submit = el(`button.button.${kind}`, { disabled: true }, action);

  async function prepare() {
    content.replaceChildren(el("p.muted", { role: "status" }, "One moment…"));
    try {
      content.replaceChildren(...(await load(signal)));
      submit.disabled = false;
      content.querySelector("select")?.focus();
    } catch (error) {
      if (!signal.aborted) content.replaceChildren(problem(error, prepare));
    }
  }

  async function onsubmit(event) {
    event.preventDefault();
    trouble.replaceChildren();
    submit.disabled = true;
    try {
      await act(signal);
      close();
    } catch (error) {
      submit.disabled = false;
      if (!signal.aborted) trouble.replaceChildren(problem(error, () => form.requestSubmit()));
    }
  }

  const cancel = el("button.button", { type: "button", onclick: close }, "Cancel");
  const heading = el("h2", { id: "question" }, title);
  const form = el("form", { onsubmit }, heading, el("div", content, trouble), el("div.actions", cancel, submit));
  const onclose = () => {
    closed.abort();
    dialog.remove();
  };
  const onclick = ({ target }) => target.closest("a") && close();
  const dialog = el("dialog.card", { "aria-labelledby": heading.id, onclose, onclick }, form);
  addEventListener("popstate", close, { signal }); // what it asks about is left
  document.body.append(dialog);
  dialog.showModal();
  prepare();
}
