// Elements, made without HTML in strings, so that no word is ever read as markup.

/**
 * Make an element. Of its properties functions become listeners, the others attributes.
 * @param {string} tag
 * @param {Object<string, unknown>} [properties]
 * @param {...(Node|string)} children
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** @param {string} text @param {string} kind classes @param {(event: Event) => void} click */
export function button(text, kind, click) {
  return el("button", { class: `button ${kind}`, type: "button", click }, text);
}

/** Make one choice of a form. @param {string} type @param {boolean} checked @param {...(Node|string)} label */
export function choice(type, checked, ...label) {
  const input = el("input", { type, checked, name: "choice" });
  return [input, el("label", { class: "choice" }, input, el("span", {}, ...label))];
}
