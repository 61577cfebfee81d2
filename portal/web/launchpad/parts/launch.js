// Buttons that launch a study activity on a group.

import { get, getAll, post } from "../api.js";
import { el } from "../../common/dom.js";
import { plural } from "../format.js";
import { openDialog } from "./dialog.js";

/** Launch an activity on a group that the learner chooses. @param {Launchpad.Choice} activity */
export const launchActivity = ({ id, name }) =>
  launchButton(name, "Group", "/groups", (chosen) => ({ study_activity_id: id, group_id: chosen }));

/** Launch an activity that the learner chooses. @param {Launchpad.Choice} group */
export const launchOnGroup = ({ id, name }) =>
  launchButton(name, "Study activity", "/study_activities", (chosen) => ({
    study_activity_id: chosen,
    group_id: id,
  }));

/**
 * @param {string} name @param {string} label @param {"/groups" | "/study_activities"} path
 * @param {(chosen: number) => Api.Launch} payload
 */
function launchButton(name, label, path, payload) {
  const select = el("select.field", { id: "choice", required: true });
  /** @type {Launchpad.Dialog["load"]} */
  const load = async (signal) => {
    /** @type {(query: Api.Query) => Promise<Api.Page<Launchpad.Choice>>} */
    const getPage = (query) => get(path, signal, query);
    select.replaceChildren(...(await getAll(getPage)).map(option));
    const empty = !select.length && el("p", `There is no ${label.toLowerCase()} to choose yet.`);
    return [el("div", empty, el("label", { for: select.id }, label), select)];
  };
  /** @type {Launchpad.Dialog["act"]} */
  const act = async (signal) => {
    const launched = await post("/study_activities", payload(Number(select.value)), signal);
    location.assign(launched.launch_url);
  };
  const onclick = () => openDialog({ title: `Launch ${name}`, action: "Launch", kind: "primary", load, act });
  const hidden = el("span.visually-hidden", ` ${name}`);
  return el("button.button.primary", { type: "button", onclick }, "Launch", hidden);
}

/** @param {Launchpad.Choice} choice */
function option({ id, name, word_count: count }) {
  const text = count === undefined ? name : `${name} (${plural(count, "word")})`;
  return el("option", { value: id, disabled: count === 0 }, text);
}
