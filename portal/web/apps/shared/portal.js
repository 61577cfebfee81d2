// The requests to the portal's API that a learning app needs.

import { property } from "./json.js";

/** A failed request. `message` is for the learner. `final` is true if retrying can't help. */
export class PortalError extends Error {
  constructor(message = "", final = false) {
    super(message);
    this.final = final;
  }
}

export class Portal {
  /** @param {Apps.Launch} launch */
  constructor(launch) {
    this.launch = launch;
  }

  session() {
    return this.#get(`/study_sessions/${this.launch.sessionId}`, "group_name");
  }

  async words() {
    const words = [];
    for (let page = 1, last = 1; page <= last; page++) {
      const query = `?sort_by=id&items_per_page=100&page=${page}`;
      const response = await this.#get(`/groups/${this.launch.groupId}/words`, "pagination", query);
      words.push(...response.items);
      last = response.pagination.total_pages;
    }
    return words;
  }

  due() {
    return this.#get("/words/due", "items", `?group_id=${this.launch.groupId}`);
  }

  /** Send 1 to 1,000 reviews. @param {string} sessionId @param {object[]} reviews */
  sendReviews(sessionId, reviews) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ reviews });
    const keepalive = body.length < 60_000; // the limit for requests that outlive the page
    const options = { method: "POST", headers, body, keepalive };
    return this.#request(`/study_sessions/${sessionId}/reviews`, options);
  }

  // A response without `key` isn't the portal's.
  /** @template {string} Path @param {Path} path @param {string} key @param {string} [query] */
  async #get(path, key, query = "") {
    const { status, body } = await this.#request(path + query);
    if (status === 200 && property(body, key)) return /** @type {Api.Get<Path>} */ (body);
    const final = status === 404 && isProblem(body, 404);
    let message = `The portal can’t answer just now (${status}). Please try again in a moment.`;
    if (status === 0) message = "The portal can’t be reached. Is there a network?";
    if (final) message = "The portal no longer has this session or group. Please launch the app again.";
    throw new PortalError(message, final);
  }

  /** @param {string} path @param {RequestInit} [options] @returns {Promise<Apps.Response>} */
  async #request(path, options) {
    try {
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(this.launch.api + path, { signal, ...options });
      const seconds = Number(response.headers.get("Retry-After")) || 0; // a date is ignored
      const body = await response.json().catch(() => null);
      return { status: response.status, body, retryAfter: Math.min(seconds * 1000, 3_600_000) };
    } catch {
      return { status: 0, body: null, retryAfter: 0 };
    }
  }
}

/** Whether an error is the portal's (RFC 9457), not a proxy's. @param {unknown} body @param {number} status */
export const isProblem = (body, status) => property(body, "status") === status;
