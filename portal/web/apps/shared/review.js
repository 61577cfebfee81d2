// Make the review of an answer. Its id makes it safe to send twice.

/** @param {number} wordId @param {boolean} correct @returns {Api.Review} */
export function makeReview(wordId, correct) {
  const now = new Date();
  return { review_id: uuid7(now), word_id: wordId, correct, created_at: localTime(now) };
}

// UUIDs of version 7 (RFC 9562, 5.7). crypto.randomUUID makes version 4, and needs HTTPS.
/** @param {Date} now */
function uuid7(now) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  random[0] = 0x70 | (random[0] & 0x0f);
  random[2] = 0x80 | (random[2] & 0x3f);
  /** @param {number} number @param {number} digits */
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const all = hex(now.getTime(), 12) + Array.from(random, (byte) => hex(byte, 2)).join("");
  return all.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Format a time as ISO 8601 with the local offset. @param {Date} now */
function localTime(now) {
  /** @param {number} time */
  const iso = (time) => new Date(time).toISOString();
  const offset = -now.getTimezoneOffset() * 60_000;
  const sign = offset < 0 ? "-" : "+";
  return iso(now.getTime() + offset).slice(0, 19) + sign + iso(Math.abs(offset)).slice(11, 16);
}
