// Launching: a study activity on a group, one of them still to choose.

import { getAll, post } from "../api.js";
import { el } from "../dom.js";
import { plural } from "../format.js";
import { ask } from "./dialog.js";

/** @typedef {{id: number, name: string}} Named */

/** Make a button that launches an activity, once a group is chosen. @type {(it: Named) => Node} */
export const launchActivity = ({ id, name }) =>
  button(name, { study_activity_id: id }, "group_id", "Group", "/groups");

/** Make one for a group, on which the activity is chosen. @type {(it: Named) => Node} */
export const launchOnGroup = ({ id, name }) =>
  button(name, { group_id: id }, "study_activity_id", "Study activity", "/study_activities");

function button(name, known, chosen, label, path) {
  const select = el("select.field", { id: "choice", required: true });
  const load = async (signal) => {
    select.replaceChildren(...(await getAll(path, signal)).map(option));
    const none = !select.length && el("p", `There is no ${label.toLowerCase()} to choose yet.`);
    return [el("div", none, el("label", { for: select.id }, label), select)];
  };
  const act = async (signal) => {
    const payload = { ...known, [chosen]: Number(select.value) };
    const launched = await post("/study_activities", payload, signal);
    location.assign(launched.launch_url);
  };
  const onclick = () => ask({ title: `Launch ${name}`, action: "Launch", kind: "primary", load, act });
  return el(
    "button.button.primary",
    { type: "button", onclick },
    "Launch",
    el("span.visually-hidden", ` ${name}`),
  );
}

function option({ id, name, word_count: count }) {
  const text = count === undefined ? name : `${name} (${plural(count, "word")})`;
  return el("option", { value: id, disabled: count === 0 }, text);
}
