// Read the URL with which the portal launches an app.

/**
 * Read the parameters. The API must be on the page's host, so that no URL sends answers elsewhere.
 * @param {URL} page @returns {Apps.Launch}
 * @throws {Error} with a message for the learner.
 */
export function readLaunch(page) {
  if (!page.search) throw new Error("It is launched from the portal.");
  const api = webAddress(page, "api");
  if (api.origin !== page.origin) {
    throw new Error(`The launch’s api is at another address, ${api.host}.`);
  }
  return {
    api: api.origin + api.pathname.replace(/\/+$/, ""),
    sessionId: id(page, "session_id"),
    groupId: id(page, "group_id"),
    returnUrl: webAddress(page, "return_url").href,
  };
}

/** The text of a link to `return_url`, which names the host if it isn't the portal's. @param {string} url */
export function backText(url) {
  const { host } = new URL(url, location.href);
  return host === location.host ? "Back to the portal" : `Back to ${host}`;
}

/** @param {URL} page @param {string} name */
function webAddress(page, name) {
  const text = page.searchParams.get(name) ?? "";
  const url = URL.canParse(text) && new URL(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new Error(`The launch’s ${name} isn’t a plain web address.`);
}

/** @param {URL} page @param {string} name */
function id(page, name) {
  const text = page.searchParams.get(name) ?? "";
  if (/^[1-9]\d{0,18}$/.test(text)) return text;
  throw new Error(`The launch’s ${name} isn’t a number.`);
}
