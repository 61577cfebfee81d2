// A modal dialog with one action.

import { el } from "../../common/dom.js";
import { problem } from "./problem.js";

/** Open a dialog. It closes when the action succeeds. @param {Launchpad.Dialog} options */
export function openDialog({ title, action, kind, load, act }) {
  const closed = new AbortController();
  const { signal } = closed;
  const close = () => {
    dialog.close();
  };
  const content = el("div");
  const error = el("div");
  const submit = el(`button.button.${kind}`, { disabled: true }, action);

  async function prepare() {
    content.replaceChildren(el("p.muted", { role: "status" }, "One moment…"));
    try {
      content.replaceChildren(...(await load(signal)));
      submit.disabled = false;
      content.querySelector("select")?.focus();
    } catch (reason) {
      if (!signal.aborted) content.replaceChildren(problem(reason, prepare));
    }
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    error.replaceChildren();
    submit.disabled = true;
    try {
      await act(signal);
      close();
    } catch (reason) {
      submit.disabled = false;
      if (!signal.aborted) error.replaceChildren(problem(reason, () => form.requestSubmit()));
    }
  }

  const cancel = el("button.button", { type: "button", onclick: close }, "Cancel");
  const heading = el("h2", { id: "dialog-title" }, title);
  const form = el("form", { onsubmit }, heading, el("div", content, error), el("div.actions", cancel, submit));
  const onclose = () => {
    closed.abort();
    dialog.remove();
  };
  const dialog = el("dialog.card", { "aria-labelledby": heading.id, onclose }, form);
  dialog.onclick = ({ target }) => {
    if (target instanceof Element && target.closest("a")) close();
  };
  addEventListener("popstate", close, { signal }); // the view behind the dialog changes
  document.body.append(dialog);
  dialog.showModal();
  prepare();
}
