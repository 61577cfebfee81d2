// The types of what the launchpad and the apps share. Browsers don't load this file.

declare namespace Common {
  /** A response, or status 0 if there was none. `body` is null if it isn't JSON. Times in ms. */
  interface Response {
    status: number;
    body: unknown;
    retryAfter: number;
  }

  /** A review that waits in the browser, under the key `key`. */
  interface QueuedReview {
    key: string;
    session: string;
    review: { review_id: string };
  }
}
