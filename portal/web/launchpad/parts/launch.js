// Launching: a study activity on a group, one of them still to choose.

import { getAll, post } from "../api.js";
import { element, uniqueId } from "../dom.js";
import { plural } from "../format.js";
import { ask } from "./dialog.js";

/** @typedef {{id: number, name: string}} Named */

/**
 * Make a button that asks for the group, then goes to the app.
 * @param {Named} activity
 */
export const launchOnAGroup = (activity) =>
  button(activity.name, "Group", "/groups", describeGroup, (group_id) => ({
    group_id,
    study_activity_id: activity.id,
  }));

/**
 * Make a button that asks for the study activity, then goes to the app.
 * @param {Named} group
 */
export const launchAnActivity = (group) =>
  button(group.name, "Study activity", "/study_activities", ({ name }) => name, (study_activity_id) => ({
    group_id: group.id,
    study_activity_id,
  }));

/** @param {any} group */
const describeGroup = ({ name, word_count: count }) => `${name} (${plural(count, "word")})`;

/**
 * @param {string} name What is launched, or launched on.
 * @param {string} label What is chosen.
 * @param {string} path Where the choice comes from.
 * @param {(item: any) => string} describe
 * @param {(id: number) => object} payload
 */
function button(name, label, path, describe, payload) {
  const select = element("select", { id: uniqueId(), class: "field", required: true });
  /** @param {AbortSignal} signal */
  const load = async (signal) => {
    const items = await getAll(path, signal);
    select.replaceChildren(
      ...items.map((item) =>
        element("option", { value: item.id, disabled: item.word_count === 0 }, describe(item)),
      ),
    );
    const none = element("p", {}, `There is no ${label.toLowerCase()} to choose yet.`);
    return [...(items.length ? [] : [none]), element("label", { for: select.id }, label), select];
  };
  /** @param {AbortSignal} signal */
  const act = async (signal) => {
    const launched = await post("/study_activities", payload(Number(select.value)), signal);
    location.assign(launched.launch_url);
  };
  const onclick = () => ask({ title: `Launch ${name}`, action: "Launch", load, act });
  return element(
    "button",
    { class: "button primary", type: "button", onclick },
    "Launch",
    element("span", { class: "visually-hidden" }, ` ${name}`),
  );
}
