// Make elements without parsing HTML: text is never read as markup.

/**
 * Make an element: `el("p.muted", { id: "a" }, "text", node, [more])`.
 *
 * Attributes are optional. Functions become listeners (`onclick`). Attributes and children that
 * are null, undefined or false are left out.
 * @template {string} Selector
 * @param {Selector} selector
 * @param {[Dom.Attributes, ...Dom.Content[]] | Dom.Content[]} content
 */
export function el(selector, ...content) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const item of content) {
    if (isAttributes(item)) setAttributes(node, item);
    else node.append(...[item].flat().filter(isPresent));
  }
  return /** @type {Dom.ElementOf<Selector>} */ (node);
}

/** @param {HTMLElement} node @param {Dom.Attributes} attributes */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (isPresent(value)) node.setAttribute(name, value === true ? "" : `${value}`);
  }
}

/** @param {Dom.Attributes | Dom.Content} item @returns {item is Dom.Attributes} */
const isAttributes = (item) => item?.constructor === Object;

/** @template T @param {T} value @returns {value is Exclude<T, null | undefined | false>} */
const isPresent = (value) => value !== null && value !== undefined && value !== false;

/** @param {string} href @param {Dom.Content[]} content */
export const link = (href, ...content) => el("a", { href }, ...content);
