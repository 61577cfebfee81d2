// The calls of the portal's API that a learning app needs.

/** @typedef {{id: number, german: string, english: string, parts: unknown}} Word */
/** @typedef {{items: (Word & {due_at: string | null})[], due_count: number}} Due */
/** @typedef {{review_id: string, word_id: number, correct: boolean, created_at: string}} Review */

/** Says in words what went wrong, and by `final` whether it will again. */
export class PortalError extends Error {}

export class Portal {
  /** @param {Launch} launch */
  constructor(launch) {
    this.launch = launch;
  }

  /** @returns {Promise<{group_name: string}>} @throws {PortalError} */
  session() {
    return this.#get(`/study_sessions/${this.launch.sessionId}`);
  }

  /** @returns {Promise<Word[]>} all of the group's @throws {PortalError} */
  async words() {
    const path = `/groups/${this.launch.groupId}/words?sort_by=id&items_per_page=100&page=`;
    const words = [];
    for (let page = 1, last = 1; page <= last; page++) {
      const { items, pagination } = await this.#get(path + page);
      words.push(...items);
      last = pagination.total_pages;
    }
    return words;
  }

  /** @returns {Promise<Due>} what to practise next of the group @throws {PortalError} */
  due() {
    return this.#get(`/words/due?group_id=${this.launch.groupId}`);
  }

  /** Send 1 to 1,000. @param {string} sessionId @param {Review[]} reviews */
  review(sessionId, reviews) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ reviews });
    const keepalive = body.length < 60_000; // no more may outlive the page
    const options = { method: "POST", headers, body, keepalive };
    return this.#ask(`/study_sessions/${sessionId}/reviews`, options);
  }

  async #get(path) {
    const { status, body } = await this.#ask(path);
    if (status === 200 && body) return body;
    const final = status === 404 && body?.status === 404; // the portal's own word (RFC 9457)
    let said = `The portal can’t answer just now (${status}). Please try again in a moment.`;
    if (status === 0) said = "The portal can’t be reached. Is there a network?";
    if (final) said = "The portal no longer has this session or group. Please launch the app anew.";
    throw Object.assign(new PortalError(said), { final });
  }

  async #ask(path, options) {
    try {
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(this.launch.api + path, { signal, ...options });
      const retryAfter = Math.min(response.headers.get("Retry-After") * 1000 || 0, 3_600_000);
      const body = await response.json().catch(() => null); // a proxy answers in HTML
      return { status: response.status, body, retryAfter };
    } catch {
      return { status: 0, retryAfter: 0 }; // nobody answered
    }
  }
}
