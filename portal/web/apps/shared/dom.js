// Elements, made without HTML in strings, so that no word is ever read as markup.

import { keep, recall } from "./storage.js";

/** @param {string} tag @param {object} properties attributes, listeners @param {...(Node|string)} children */
export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** @param {string} text @param {string} kind @param {() => void} click */
export function button(text, kind, click) {
  return el("button", { class: `button ${kind}`, type: "button", click }, text);
}

/** Make a box to tick that is remembered. @param {string} key @param {...(Node|string)} label */
export function choice(key, ...label) {
  const change = () => keep(key, box.checked);
  const box = el("input", { type: "checkbox", checked: recall(key) === true, change });
  return [box, el("label", { class: "choice" }, box, el("span", {}, ...label))];
}

/** Make one choice of several, which is remembered; the first where that can’t be chosen now.
 * @param {string} key @param {string} legend @param {{value: string, label: string, disabled?: boolean}[]} options */
export function radios(key, legend, options) {
  const open = options.filter(({ disabled }) => !disabled);
  const { value: chosen } = open.find(({ value }) => value === recall(key)) ?? open[0];
  const change = ({ target }) => keep(key, target.value);
  const boxes = options.map(({ value, label, disabled = false }) => {
    const box = { type: "radio", name: key, value, disabled, checked: value === chosen, change };
    return el("label", { class: "choice" }, el("input", box), el("span", {}, label));
  });
  return el("fieldset", {}, el("legend", {}, legend), ...boxes);
}
