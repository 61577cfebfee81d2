// What the portal tells an app by its URL. Answers go to no other origin than the app's own.

/** @typedef {{api: string, sessionId: string, groupId: string, returnUrl: string}} Launch */

/** @param {URL} page @returns {Launch} @throws {Error} */
export function readLaunch(page) {
  if (!page.search) throw new Error("It is launched from the portal.");
  const read = (name) => page.searchParams.get(name);
  const api = webAddress("api", read("api"));
  if (api.origin !== page.origin) {
    throw new Error(`The launch’s api is at another address, ${api.host}.`);
  }
  return {
    api: api.origin + api.pathname.replace(/\/+$/, ""),
    sessionId: id("session_id", read("session_id")),
    groupId: id("group_id", read("group_id")),
    returnUrl: webAddress("return_url", read("return_url")).href,
  };
}

function webAddress(name, text) {
  const url = URL.canParse(text) ? new URL(text) : {};
  if (/^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new Error(`The launch’s ${name} isn’t a plain web address.`);
}

function id(name, text) {
  if (/^[1-9]\d{0,18}$/.test(text)) return text;
  throw new Error(`The launch’s ${name} isn’t a number.`);
}
