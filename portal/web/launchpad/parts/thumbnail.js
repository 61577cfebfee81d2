// A study activity's picture, or its initial where there is none.

import { element } from "../dom.js";

/**
 * Draw the picture; a missing one leaves no broken image.
 * @param {{name: string, thumbnail_url: string}} activity
 */
export function thumbnail({ name, thumbnail_url: url }) {
  const initial = () => element("span", {}, [...name][0]?.toLocaleUpperCase() ?? "");
  const picture = element("img", {
    src: url,
    alt: "",
    onerror: () => picture.replaceWith(initial()),
  });
  return element("div", { class: "thumbnail", "aria-hidden": "true" }, url ? picture : initial());
}
