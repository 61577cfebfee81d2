// The portal's API: JSON that comes in, or a problem in words.

const TIMEOUT_MS = 30_000;

/** Why there is no answer, in words for the reader; `status` is 0 where nothing came back. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.name = "Problem";
    this.status = status;
  }

  /** Whether the same request may be answered another time. */
  get passes() {
    return this.status < 400 || this.status >= 500 || [408, 429].includes(this.status);
  }
}

/**
 * Fetch a record or a page of a list.
 * @param {string} path Below `/api`.
 * @param {AbortSignal} signal
 * @param {Record<string, unknown>} [query] Null, undefined and "" are left out.
 * @returns {Promise<any>}
 */
export function get(path, signal, query = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  return request(params.size ? `${path}?${params}` : path, { signal });
}

/**
 * Fetch all items of a list, page after page.
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<any[]>}
 */
export async function getAll(path, signal) {
  const items = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await get(path, signal, { page, items_per_page: 100 });
    items.push(...answer.items);
    pages = answer.pagination.total_pages;
  }
  return items;
}

/**
 * Post a payload, or nothing.
 * @param {string} path
 * @param {object} [payload]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function post(path, payload, signal) {
  const headers = { "Content-Type": "application/json" };
  return request(path, {
    method: "POST",
    signal,
    ...(payload && { headers, body: JSON.stringify(payload) }),
  });
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function request(path, init) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  let answer, text;
  try {
    answer = await fetch(`/api${path}`, { ...init, signal });
    text = await answer.text();
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw timeout.aborted
      ? new Problem("The portal took too long to answer.", 0)
      : new Problem("The portal can't be reached. Please check your connection.", 0);
  }
  const body = parse(text);
  if (answer.ok && body !== undefined) return body;
  throw new Problem(words(answer, body), answer.status);
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {Response} answer
 * @param {any} body
 */
function words(answer, body) {
  if (answer.status === 503) {
    const seconds = Number(answer.headers.get("Retry-After"));
    const when = seconds > 1 ? `in ${seconds} seconds` : "in a moment";
    return `The portal is busy right now. Please try again ${when}.`;
  }
  if (typeof body?.detail !== "string") {
    return `Something between this page and the portal answered in its place (${answer.status}).`;
  }
  const faults = Array.isArray(body.errors)
    ? body.errors.map((/** @type {any} */ fault) => `${fault.path}: ${fault.message}`)
    : [];
  return [body.detail, ...faults].join(" ");
}
