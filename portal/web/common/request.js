// Requests to the portal's API whose failure isn't an exception.

import { property } from "./json.js";

/**
 * Send a request. `no-cache` asks the portal even if the reader comes back to a page from history.
 * @param {string} url @param {RequestInit} [options] @returns {Promise<Common.Response>}
 */
export async function request(url, options) {
  try {
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(url, { signal, cache: "no-cache", ...options });
    const seconds = Number(response.headers.get("Retry-After")) || 0; // a date is ignored
    const body = await response.json().catch(() => null);
    return { status: response.status, body, retryAfter: Math.min(seconds * 1000, 3_600_000) };
  } catch {
    return { status: 0, body: null, retryAfter: 0 };
  }
}

/** Whether an error is the portal's (RFC 9457), not a proxy's. @param {unknown} body @param {number} status */
export const isProblem = (body, status) => property(body, "status") === status;
