// The calls of the portal's API that a learning app needs.

/** @typedef {{id: number, german: string, english: string, parts: unknown}} Word */
/** @typedef {{review_id: string, word_id: number, correct: boolean, created_at: string}} Review */
/**
 * @typedef {{status: number, body: any, retryAfter: number}} Answer
 *   `status` is 0 where nobody answered, `body` null where it wasn't JSON, `retryAfter` in ms
 */

/** Words for the learner; `final` where trying again is no use. */
export class PortalError extends Error {
  final = false;
}

export class Portal {
  /** @param {import("./launch.js").Launch} launch */
  constructor(launch) {
    this.launch = launch;
  }

  /** The study session, with the name of its group. @throws {PortalError} */
  session() {
    return this.#get(`/study_sessions/${this.launch.sessionId}`);
  }

  /** All words of the group. @returns {Promise<Word[]>} @throws {PortalError} */
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

  /**
   * Send 1 to 1,000 reviews; never throws.
   * @param {string} sessionId
   * @param {Review[]} reviews
   * @param {boolean} [keepalive] whether to send them even if the page goes
   * @returns {Promise<Answer>}
   */
  review(sessionId, reviews, keepalive = false) {
    return this.#ask(`/study_sessions/${sessionId}/reviews`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reviews }),
      keepalive,
    });
  }

  async #get(path) {
    const { status, body } = await this.#ask(path);
    if (status === 200 && body) return body;
    const final = status === 404 && body?.status === 404; // the portal's own word (RFC 9457)
    const error = new PortalError(
      status === 0 ? "The portal can’t be reached. Is there a network?"
      : final ? "The portal no longer has this study session or group. Please launch the app anew."
      : `The portal can’t answer just now (${status}). Please try again in a moment.`,
    );
    error.final = final;
    throw error;
  }

  async #ask(path, options) {
    try {
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(this.launch.api + path, { signal, ...options });
      const wait = response.headers.get("Retry-After");
      return { status: response.status, body: parsed(await response.text()), retryAfter: delay(wait) };
    } catch {
      return { status: 0, body: null, retryAfter: 0 }; // no network, or nobody there
    }
  }
}

// A proxy may answer in the portal's place, in HTML.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Seconds or a date (RFC 9110, 10.2.3); at most an hour.
function delay(text) {
  const wait = text > 0 ? text * 1000 : Date.parse(text) - Date.now();
  return Math.min(Math.max(wait || 0, 0), 3_600_000);
}
