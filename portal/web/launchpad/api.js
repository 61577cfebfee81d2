// The portal's API: JSON that comes in, or a problem in words.

const TIMEOUT_MS = 30_000;

/** Why there is no answer, in words for the reader; `status` is 0 where nothing came back. */
export class Problem extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may be answered another time. */
  get passes() {
    return this.status < 400 || this.status >= 500 || this.status === 429;
  }
}

/**
 * Fetch a record or a page of a list. Raises Problem, as all of these do.
 * @param {string} path Below `/api`.
 * @param {AbortSignal} signal
 * @param {Record<string, any>} [query] What is null or empty is left out.
 */
export function get(path, signal, query = {}) {
  const params = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return request(params.size ? `${path}?${params}` : path, { signal });
}

/**
 * Fetch all items of a list, page after page.
 * @param {string} path
 * @param {AbortSignal} signal
 */
export async function getAll(path, signal) {
  const items = [];
  for (let page = 1, last = 1; page <= last; page += 1) {
    const answer = await get(path, signal, { page, items_per_page: 100 });
    items.push(...answer.items);
    last = answer.pagination.total_pages;
  }
  return items;
}

/**
 * Post a payload.
 * @param {string} path
 * @param {object} [payload]
 * @param {AbortSignal} [signal]
 */
export function post(path, payload = {}, signal) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(payload), signal });
}

async function request(path, { signal, ...init }) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let answer, text;
  try {
    const signals = signal ? [signal, timeout] : [timeout];
    answer = await fetch(`/api${path}`, { ...init, signal: AbortSignal.any(signals) });
    text = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new Problem("The portal took too long to answer.");
    throw new Problem("The portal can't be reached. Please check your connection.");
  }
  const { ok, status, headers } = answer;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page, most likely.
  }
  if (ok && body !== undefined) return body;
  if (status === 503) throw new Problem(busy(Number(headers.get("Retry-After"))), status);
  if (!body?.detail) throw new Problem(`The portal's answer can't be read (status ${status}).`, status);
  const faults = body.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  throw new Problem([body.detail, ...faults].join(" "), status);
}

const busy = (seconds) =>
  `The portal is busy. Please try again ${seconds > 1 ? `in ${seconds} seconds` : "in a moment"}.`;
