// The pages before and after an exercise.

import { button, el } from "./dom.js";
import { report } from "./frame.js";
import { germanWord } from "./word.js";

/** A launch that isn't followed. @param {string} reason */
export function refusalView(reason) {
  return panel(
    "This app can’t start like this",
    el("p", {}, reason),
    el("p", {}, "Please open the portal, choose a group of words, and launch the app there."),
    link("/", "Open the portal"),
  );
}

/** Words that couldn't be fetched. @param {import("./portal.js").PortalError} error @param {() => void} retry */
export function failureView(error, retry) {
  const again = error.final ? "" : button("Try again", "primary", retry);
  return panel("The words can’t be shown", el("p", { role: "alert" }, error.message), again);
}

/** The choices before an exercise. @param {number} count of words @param {Node} choices @param {() => void} start */
export function startView(count, choices, start) {
  const submit = (event) => {
    event.preventDefault();
    start();
  };
  return el(
    "form",
    { class: "card panel", submit },
    el("h2", {}, "Ready?"),
    el("p", { id: "count" }, count === 1 ? "1 word" : `${count} words`),
    choices,
    el("button", { class: "button primary", "data-focus": true, "aria-describedby": "count" }, "Start"),
  );
}

/**
 * How it went.
 * @param {import("./lesson.js").Lesson} lesson
 * @param {import("./outbox.js").Outbox} outbox
 * @param {string} returnUrl
 */
export function summaryView({ total, hard }, outbox, returnUrl) {
  if (total === 0) return panel("There’s nothing to learn in this group yet", link(returnUrl));
  const saving = el("p", { class: "saving" });
  const tell = () => {
    const later = outbox.trouble && !outbox.unsafe ? " It’s kept here, and sent when you next open an app." : "";
    saving.textContent = report(outbox) + later;
  };
  outbox.addEventListener("change", tell);
  tell();
  const rows = hard.map(([word, misses]) =>
    el("li", {}, germanWord(word), el("span", {}, word.english), el("span", { class: "muted" }, `missed ${misses}×`)),
  );
  return panel(
    "Well done, that’s all of them",
    el("dl", { class: "figures" }, figure("right at once", total - hard.length), figure("needed more tries", hard.length)),
    ...(rows.length > 0 ? [el("h3", {}, "Words to look at again"), el("ul", { class: "hard" }, ...rows)] : []),
    saving,
    link(returnUrl),
  );
}

function figure(name, value) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}

function link(href, text = "Back to the portal") {
  return el("a", { class: "button primary", href }, text);
}

function panel(heading, ...rest) {
  const title = el("h2", { tabindex: -1, "data-focus": true }, heading);
  return el("section", { class: "card panel" }, title, ...rest);
}
