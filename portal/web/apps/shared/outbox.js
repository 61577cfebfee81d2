// The reviews that the portal hasn't acknowledged, kept in the browser: a key each, so that tabs don't
// overwrite each other's. Any open app sends them, of earlier sessions too; twice is harmless.

import { discard, isFleeting, keep, keysOf, recall } from "./storage.js";

const SAVED = "saved";

export class Outbox extends EventTarget {
  trouble = ""; // what the last try failed at: "network" or "portal"
  #portal;
  #prefix;
  #settled = new Map(); // how many, by outcome
  #sending = false;
  #failures = 0;
  #notBefore = 0;
  #timer;

  /** Fires `change`. @param {Portal} portal */
  constructor(portal) {
    super();
    this.#portal = portal;
    this.#prefix = `review ${portal.launch.api} `;
  }

  /** How it stands, in words. */
  get report() {
    const lost = [...this.#settled].filter(([outcome]) => outcome !== SAVED);
    const said = lost.map(([outcome, count]) => `${answers(count)} ${outcome}.`);
    const waiting = keysOf(this.#prefix).length;
    if (waiting && this.trouble) said.push(`${answers(waiting)} kept here, waiting for the ${this.trouble}.`);
    else if (waiting) said.push("Saving…");
    else if (!lost[0] && this.#settled.size) said.push("All answers saved.");
    if (this.#unsafe) said.push("Please leave the page open: this browser keeps nothing for longer.");
    return said.join(" ");
  }

  get #unsafe() {
    return keysOf(this.#prefix).some(isFleeting);
  }

  /** @param {Review} review */
  add(review) {
    keep(`${this.#prefix}${this.#portal.launch.sessionId} ${review.review_id}`, review);
    this.#changed();
    this.#flush();
  }

  /** Send what waits, now and whenever there's hope. */
  start() {
    const flush = () => this.#flush();
    // Not `navigator.onLine`: a portal on the same machine needs no network.
    for (const sign of ["online", "pageshow"]) addEventListener(sign, flush);
    document.addEventListener("visibilitychange", flush);
    addEventListener("storage", () => this.#changed()); // by another tab
    addEventListener("beforeunload", (event) => this.#unsafe && event.preventDefault());
    flush();
  }

  // One request at a time, until nothing waits or one fails.
  async #flush() {
    const early = this.#notBefore - performance.now();
    if (this.#sending) return;
    if (early > 0) return this.#flushIn(early);
    this.#sending = true;
    this.trouble = "";
    for (let size = 1000, batch; !this.trouble && (batch = this.#batch(size))[0]; ) {
      const reviews = batch.map(({ review }) => review);
      const answer = await this.#portal.review(batch[0].session, reviews);
      const [outcome, entries] = judge(batch, answer);
      for (const { key } of entries) discard(key);
      if (entries[0]) {
        this.#settled.set(outcome, (this.#settled.get(outcome) ?? 0) + entries.length);
        this.#failures = 0;
      } else if (outcome && batch[1]) size = Math.floor(batch.length / 2);
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
    this.#timer = setTimeout(() => this.#flush(), delay);
  }

  // The first ones, of one session.
  #batch(size) {
    const entries = [];
    for (const key of keysOf(this.#prefix)) {
      const [session] = key.slice(this.#prefix.length).split(" ");
      const review = recall(key);
      if (review) entries.push({ key, session, review });
      else discard(key); // sent by another tab, or spoilt
    }
    return entries.filter(({ session }) => session === entries[0].session).slice(0, size);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// What became of which entries; of none: they were too many, or, without an outcome, go again later.
function judge(batch, { status, body }) {
  if (status < 300 && Array.isArray(body?.items)) {
    const ids = new Set(body.items.map((item) => item.review_id));
    return [SAVED, batch.filter(({ review }) => ids.has(review.review_id))];
  }
  const refused = "not saved: refused by the portal";
  if (status === 413) return [refused, []];
  const own = body?.status === status; // the portal's own word (RFC 9457)
  if (own && status === 404) return ["not saved: the portal no longer has the study session", batch];
  if (!own || (status !== 409 && status !== 422)) return ["", []];
  const named = new Set(Array.from(body.errors ?? [], ({ path }) => `${path}`.split(".")[0]));
  const bad = batch.filter((_, index) => named.has(`reviews[${index}]`));
  return [refused, bad[0] || batch[1] ? bad : batch];
}

function answers(count) {
  return count === 1 ? "1 answer" : `${count} answers`;
}
