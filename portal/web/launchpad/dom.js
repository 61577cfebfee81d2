// Elements made by script: text is always text, never markup.

/**
 * Make an element: `el("p.muted", { id: "a" }, "text", node, [more])`.
 *
 * Attributes may be left out; functions become listeners (`onclick`). Null, undefined and false,
 * be it an attribute or a child, count as nothing.
 * @type {(selector: string, ...content: any[]) => any}
 */
export function el(selector, ...content) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  const attributes = content[0]?.constructor === Object ? content.shift() : {};
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (something(value)) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...content.flat().filter(something));
  return node;
}

const something = (value) => value !== null && value !== undefined && value !== false;

/** Make a link. @type {(href: string, ...content: any[]) => HTMLAnchorElement} */
export const link = (href, ...content) => el("a", { href }, ...content);
