// Requests to the portal's API. All throw a Problem if they fail.

const TIMEOUT_MS = 30_000;

/** A failed request. `message` is a sentence for the reader; `status` is 0 without a response. */
export class Problem extends Error {
  constructor(message = "", status = 0) {
    super(message);
    this.status = status;
  }

  get isTemporary() {
    return this.status < 400 || this.status >= 500 || this.status === 429;
  }
}

/**
 * Fetch a record, or one page of a list. Parameters that are null or empty are left out.
 * @template {string} Path Below `/api`.
 * @param {Path} path @param {AbortSignal} signal @param {Api.Query} [query]
 * @returns {Promise<Api.Get<Path>>}
 */
export function get(path, signal, query = {}) {
  return request(path + search(query), { signal });
}

/**
 * Fetch all items of a list, page by page.
 * @template Item @param {(query: Api.Query) => Promise<Api.Page<Item>>} getPage
 */
export async function getAll(getPage) {
  /** @type {Item[]} */
  const items = [];
  for (let page = 1, last = 1; page <= last; page += 1) {
    const response = await getPage({ page, items_per_page: 100 });
    items.push(...response.items);
    last = response.pagination.total_pages;
  }
  return items;
}

/**
 * @template {keyof Api.Post} Path
 * @param {Path} path @param {object} [payload] @param {AbortSignal} [signal]
 * @returns {Promise<Api.Post[Path]>}
 */
export function post(path, payload = {}, signal) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(payload), signal });
}

/**
 * Send a list of words. With `dry_run`, nothing is changed.
 * @param {Blob} list Its type is the media type.
 * @param {Api.Query} query @param {AbortSignal} signal @returns {Promise<Api.ImportReport>}
 */
export const importWords = (list, query, signal) =>
  request(`/words/import${search(query)}`, { method: "POST", body: list, signal });

/**
 * Change a word, unless it was changed since it had the given revision.
 * @param {Api.WordDetails} word @param {object} changes @param {AbortSignal} signal
 * @returns {Promise<Api.WordDetails>}
 */
export function changeWord({ id, revision }, changes, signal) {
  const headers = { "Content-Type": "application/json", "If-Match": `"${revision}"` };
  return request(`/words/${id}`, { method: "PATCH", headers, body: JSON.stringify(changes), signal });
}

/** @param {Api.Switch} path */
export const put = (path) => request(path, { method: "PUT" });

/** @param {Api.Deletable} path */
export const remove = (path) => request(path, { method: "DELETE" });

/** Encode the parameters that are neither null nor empty: "?page=2" or "". @param {Api.Query} query */
export function search(query) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, `${value}`);
  return params.size ? `?${params}` : "";
}

/** @param {string} path @param {RequestInit} init */
async function request(path, { signal, ...init }) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response, text;
  try {
    const signals = signal ? [signal, timeout] : [timeout];
    // Otherwise the browser shows old figures when the reader comes back from an app.
    const cache = /** @type {const} */ ("no-cache");
    response = await fetch(`/api${path}`, { ...init, cache, signal: AbortSignal.any(signals) });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new Problem("The portal took too long to answer.");
    throw new Problem("The portal can't be reached. Please check your connection.");
  }
  const { ok, status, headers } = response;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // Probably an HTML page of a proxy.
  }
  if (ok && body !== undefined) return body;
  if (status === 503) {
    const seconds = Number(headers.get("Retry-After"));
    const when = seconds > 1 ? `in ${seconds} seconds` : "in a moment";
    throw new Problem(`The portal is busy. Please try again ${when}.`, status);
  }
  if (!body?.detail) throw new Problem(`The portal's answer can't be read (status ${status}).`, status);
  /** @param {Api.Fault} fault */
  const sentence = ({ path, message }) => `${path}: ${message}`;
  throw new Problem([body.detail, ...(body.errors ?? []).map(sentence)].join(" "), status);
}
