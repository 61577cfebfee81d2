// Elements made by script: text is always text, never markup.

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes] Functions become listeners (`onclick`); null,
 *   undefined and false leave an attribute out.
 * @param {...unknown} children Nodes, texts, numbers, lists of them; null and false are left out.
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...nodes(children));
  return node;
}

/**
 * Flatten children to what can be appended.
 * @param {unknown[]} children
 * @returns {(Node|string)[]}
 */
export function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Make a link.
 * @param {string} href
 * @param {...unknown} children
 */
export const link = (href, ...children) => element("a", { href }, ...children);

let ids = 0;

/** Return an id that no other element has. */
export const uniqueId = () => `id-${(ids += 1)}`;
