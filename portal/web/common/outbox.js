// The outbox keeps reviews in the browser until the portal has acknowledged them.
//
// Each review has its own key, because several tabs write. Any open app, and the launchpad, sends all
// reviews. One that is sent twice counts once.

import { array, property } from "./json.js";
import { isProblem, request } from "./request.js";
import { isVolatile, keysWithPrefix, load, remove, save } from "./storage.js";

const SAVED = "saved";
const REFUSED = "not saved: refused by the portal";

/** Fires `change` when `statusText` changes. */
export class Outbox extends EventTarget {
  /** @type {"" | "network" | "portal"} What failed: there was no response, or a wrong one. */
  trouble = "";
  #api;
  #prefix;
  /** @type {Map<string, number>} By outcome. */
  #counts = new Map();
  /** @type {Set<string>} Sessions that wait for the next retry. */
  #failedSessions = new Set();
  #hasAdded = false;
  #isSending = false;
  #failures = 0; // retries in a row that failed
  #pausedUntil = 0; // by Retry-After
  /** @type {number | undefined} */
  #timer;

  /** @param {string} api The address of the API, without a closing slash. */
  constructor(api) {
    super();
    this.#api = api;
    this.#prefix = `review ${api} `;
  }

  /** The number of reviews that the portal hasn't acknowledged. */
  get waiting() {
    return keysWithPrefix(this.#prefix).length;
  }

  /** Status in a few sentences, for display. */
  get statusText() {
    const lost = [...this.#counts].filter(([outcome]) => outcome !== SAVED);
    const sentences = lost.map(([outcome, count]) => `${answers(count)} ${outcome}.`);
    const keys = keysWithPrefix(this.#prefix);
    const waiting = `${answers(keys.length)} kept here, waiting for the ${this.trouble}.`;
    if (keys[0]) sentences.push(this.trouble ? waiting : "Saving…");
    else if (!lost[0] && (this.#counts.size || this.#hasAdded)) sentences.push("All answers saved.");
    if (keys.some(isVolatile)) {
      sentences.push("Please leave the page open: this browser keeps nothing for longer.");
    }
    return sentences.join(" ");
  }

  /** @param {string} sessionId @param {Api.Review} review */
  add(sessionId, review) {
    save(`${this.#prefix}${sessionId} ${review.review_id}`, review);
    this.#hasAdded = true;
    this.#changed();
    this.#send();
  }

  /** Send all reviews now, and whenever a request may succeed. */
  start() {
    const retry = () => this.#retry();
    // `navigator.onLine` isn't checked: a portal on the same machine needs no network.
    for (const event of ["online", "pageshow"]) addEventListener(event, retry);
    document.addEventListener("visibilitychange", retry);
    addEventListener("storage", () => this.#changed()); // another tab has sent or added reviews
    addEventListener("beforeunload", (event) => {
      if (keysWithPrefix(this.#prefix).some(isVolatile)) event.preventDefault();
    });
    retry();
  }

  #retry() {
    this.#failedSessions.clear();
    this.#send();
  }

  /** @param {number} delay In ms. */
  #retryIn(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#retry(), delay);
  }

  // Send batches, one request at a time. A session whose request fails doesn't delay the others.
  async #send() {
    const pause = this.#pausedUntil - performance.now();
    if (this.#isSending) return;
    if (pause > 0) return this.#retryIn(pause);
    this.#isSending = true;
    this.trouble = this.#failedSessions.size ? "portal" : "";
    let delay = 0;
    try {
      for (let size = 1000, batch; (batch = this.#nextBatch(size))[0]; ) {
        const { session } = batch[0];
        const reviews = batch.map(({ review }) => review);
        const response = await this.#post(session, reviews);
        const { outcome, done, split } = interpret(batch, response);
        for (const { key } of done) remove(key);
        if (done[0]) this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + done.length);
        if (split) size = Math.floor(batch.length / 2);
        else if (!done[0] || (outcome === SAVED && done.length < batch.length)) {
          const { status, retryAfter } = response;
          this.trouble = status === 0 ? "network" : "portal";
          this.#pausedUntil = performance.now() + retryAfter;
          delay = Math.max(Math.min(1000 * 2 ** this.#failures, 60_000), retryAfter);
          if (status === 0 || retryAfter) break; // other sessions would fail too
          this.#failedSessions.add(session);
        }
        this.#changed();
      }
    } finally {
      this.#isSending = false;
    }
    if (delay) {
      this.#failures += 1;
      this.#retryIn(delay);
      this.#changed();
    } else if (!this.#failedSessions.size) this.#failures = 0;
  }

  // The first reviews of the first session that hasn't failed.
  /** @param {number} size */
  #nextBatch(size) {
    /** @type {Common.QueuedReview[]} */
    const batch = [];
    for (const key of keysWithPrefix(this.#prefix)) {
      const [session] = key.slice(this.#prefix.length).split(" ");
      const review = load(key);
      if (!isReview(review)) remove(key); // another tab has sent it, or the storage is damaged
      else if (!this.#failedSessions.has(session)) batch.push({ key, session, review });
    }
    return batch.filter(({ session }) => session === batch[0].session).slice(0, size);
  }

  /** @param {string} session @param {object[]} reviews */
  #post(session, reviews) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ reviews });
    const keepalive = body.length < 60_000; // the limit for requests that outlive the page
    const options = { method: "POST", headers, body, keepalive };
    return request(`${this.#api}/study_sessions/${session}/reviews`, options);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {unknown} value @returns {value is {review_id: string}} */
const isReview = (value) => typeof property(value, "review_id") === "string";

/**
 * Interpret the response to a batch: which reviews are done, with which outcome. None is done if
 * the response isn't the portal's. `split` asks for smaller batches.
 * @param {Common.QueuedReview[]} batch @param {Common.Response} response
 */
function interpret(batch, { status, body }) {
  const several = batch.length > 1;
  if (status === 200 || status === 201) {
    const ids = new Set(array(property(body, "items")).map((item) => property(item, "review_id")));
    return { outcome: SAVED, done: batch.filter(({ review }) => ids.has(review.review_id)) };
  }
  if (status === 413) return { outcome: REFUSED, done: [], split: several };
  if (!isProblem(body, status)) return { outcome: "", done: [] };
  if (status === 404) {
    return { outcome: "not saved: the portal no longer has the study session", done: batch };
  }
  if (status !== 409 && status !== 422) return { outcome: "", done: [] };
  // Each error has a path like "reviews[7].correct".
  const paths = array(property(body, "errors")).map((error) => `${property(error, "path")}`);
  const named = new Set(paths.map((path) => path.split(".")[0]));
  const refused = batch.filter((_, index) => named.has(`reviews[${index}]`));
  if (refused[0]) return { outcome: REFUSED, done: refused };
  return { outcome: REFUSED, done: several ? [] : batch, split: several };
}

/** @param {number} count */
function answers(count) {
  return count === 1 ? "1 answer" : `${count} answers`;
}
