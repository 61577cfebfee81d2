// The controls of the apps.

import { el } from "../../common/dom.js";
import { load, save } from "../../common/storage.js";

/** @param {string} text @param {string} kind Classes. @param {() => void} onclick */
export function button(text, kind, onclick) {
  return el(`button.button.${kind}`, { type: "button", onclick }, text);
}

/** Make a checkbox in its label. Its state is saved. @param {string} key @param {(Node | string)[]} label */
export function checkbox(key, ...label) {
  const box = el("input", { type: "checkbox", checked: load(key) === true });
  box.onchange = () => save(key, box.checked);
  return { box, label: el("label.choice", box, el("span", ...label)) };
}

/**
 * Make radio buttons. The choice is saved; by default, it is the first enabled one.
 * @param {string} key @param {string} legend @param {Apps.RadioButton[]} options
 */
export function radioGroup(key, legend, options) {
  const enabled = options.filter(({ disabled }) => !disabled);
  const chosen = enabled.find(({ value }) => value === load(key)) ?? enabled[0];
  const labels = options.map((option) => {
    const { value, label, disabled = false } = option;
    const onchange = () => save(key, value);
    const attributes = { type: "radio", name: key, value, disabled, checked: option === chosen, onchange };
    return el("label.choice", el("input", attributes), el("span", label));
  });
  return el("fieldset", el("legend", legend), ...labels);
}
