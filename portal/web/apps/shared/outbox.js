// The reviews that the portal hasn't acknowledged yet, kept in the browser: a key each, so that a
// closed tab loses none and tabs don't overwrite each other's. Any open app sends them, those of
// earlier sessions too, until the portal has them; sending one twice is harmless.

import { discard, isFleeting, keep, kept, keysOf } from "./storage.js";

/** @typedef {import("./portal.js").Review} Review */

const MOST_AT_ONCE = 1000;
const MOST_ON_LEAVING = 200; // browsers let 64 KiB outlive a page

/** Fires `change` when one of its figures may be another. */
export class Outbox extends EventTarget {
  /** What the last try failed at: "network", "portal", or "" where it didn't. */
  trouble = "";
  /** How many reviews the portal has acknowledged, refused, or has no study session for. */
  settled = { saved: 0, refused: 0, orphaned: 0 };

  #portal;
  #prefix;
  #sending = false;
  #failures = 0;
  #notBefore = 0;
  #timer = 0;

  /** @param {import("./portal.js").Portal} portal */
  constructor(portal) {
    super();
    this.#portal = portal;
    this.#prefix = `review ${portal.launch.api} `;
  }

  /** How many reviews wait, those of other sessions and tabs included. */
  get waiting() {
    return keysOf(this.#prefix).length;
  }

  /** Whether some of them would be lost with the page. */
  get unsafe() {
    return keysOf(this.#prefix).some(isFleeting);
  }

  /** Keep a review, and send it. @param {Review} review */
  add(review) {
    keep(`${this.#prefix}${this.#portal.launch.sessionId} ${review.review_id}`, review);
    this.#changed();
    this.flush();
  }

  /** Send what waits, now and whenever there is hope that it arrives. */
  start() {
    const flush = () => this.flush();
    // `navigator.onLine` isn't asked: a portal on the same machine needs no network.
    addEventListener("online", flush);
    addEventListener("pageshow", flush);
    document.addEventListener("visibilitychange", () => document.hidden || flush());
    addEventListener("storage", () => this.#changed()); // another tab has added or sent some
    addEventListener("beforeunload", (event) => this.unsafe && event.preventDefault());
    addEventListener("pagehide", () => this.#send(this.#batch(MOST_ON_LEAVING), true));
    flush();
  }

  /** Send what waits, one request at a time, until nothing waits or one fails. */
  async flush() {
    if (this.#sending) return;
    const early = this.#notBefore - performance.now();
    if (early > 0) return this.#flushIn(early);
    clearTimeout(this.#timer);
    this.#sending = true;
    this.trouble = "";
    for (let size = MOST_AT_ONCE, batch; !this.trouble && (batch = this.#batch(size)).length > 0; ) {
      const answer = await this.#send(batch);
      const [outcome, entries] = judge(batch, answer);
      for (const { key } of entries) discard(key);
      if (entries.length > 0) {
        this.settled[outcome] += entries.length;
        this.#failures = 0;
      } else if (outcome && batch.length > 1) size = Math.floor(batch.length / 2);
      else this.#fail(answer);
      this.#changed();
    }
    this.#sending = false;
  }

  #fail({ status, retryAfter }) {
    this.trouble = status === 0 ? "network" : "portal";
    this.#notBefore = performance.now() + retryAfter;
    this.#flushIn(Math.max(Math.min(1000 * 2 ** this.#failures++, 60_000), retryAfter));
  }

  #flushIn(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  #send(batch, leaving) {
    const reviews = batch.map(({ review }) => review);
    return batch.length > 0 && this.#portal.review(batch[0].sessionId, reviews, leaving);
  }

  /** The first entries, all of one study session. */
  #batch(size) {
    const entries = [];
    for (const key of keysOf(this.#prefix)) {
      const [sessionId] = key.slice(this.#prefix.length).split(" ");
      const review = kept(key);
      if (review) entries.push({ key, sessionId, review });
      else discard(key); // sent by another tab, or spoilt
    }
    return entries.filter(({ sessionId }) => sessionId === entries[0].sessionId).slice(0, size);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Tell what an answer settles, for which entries; without entries they go again, as fewer or later. */
function judge(batch, { status, body }) {
  if (status < 300 && body?.success) {
    const ids = new Set(body.items.map((item) => item.review_id));
    return ["saved", batch.filter(({ review }) => ids.has(review.review_id))];
  }
  if (status === 413) return ["refused", []];
  if (body?.status !== status) return ["", []]; // not the portal's own word (RFC 9457)
  if (status === 404) return ["orphaned", batch];
  if (status !== 409 && status !== 422) return ["", []];
  const named = new Set(body.errors?.map(({ path }) => path.split(".")[0]));
  const bad = batch.filter((_, index) => named.has(`reviews[${index}]`));
  return ["refused", bad.length === 0 && batch.length === 1 ? batch : bad];
}
