// How near an answer is to the word that was wanted. Nothing here touches the page.
//
// Of no account are case, punctuation, spaces around, accents (Cafe for Café), and ae, oe, ue, ss
// for ä, ö, ü, ß; but “neü” isn't “neue”, nor “schon” “schön”. Case does count where it is the
// meaning: “Sie” is the formal you, “sie” is she or they.

import { splitArticle } from "../shared/word.js";

/** @typedef {{same: boolean, typed: string, wanted: string}} Run letters that agree, or don't */
/**
 * @typedef {{right: boolean, near: boolean, articleOnly: boolean, runs: Run[]}} Verdict
 *   `near` is wrong by a few letters, `articleOnly` by nothing but the article
 */

const SPELT = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const FORMAL = ["Sie", "Ihr", "Ihre", "Ihnen"];

/**
 * Judge an answer.
 * @param {string} answer as it was typed
 * @param {import("../shared/portal.js").Word} word
 * @param {boolean} articleCounts whether a noun needs its article; if not, one typed is ignored
 * @returns {Verdict}
 */
export function judge(answer, word, articleCounts) {
  const [article, german] = splitArticle(word);
  const wanted = tidy(german);
  const typed = tidy(answer);
  const bare = compare(typed.replace(/^(der|die|das) (?=.)/i, ""), wanted);
  if (articleCounts && article) {
    const whole = compare(typed, `${article} ${wanted}`);
    const articleOnly = bare.right && !whole.right;
    return { ...whole, near: whole.near || articleOnly, articleOnly };
  }
  const whole = compare(typed, wanted); // “das” may belong to what is wanted
  return { ...(bare.distance < whole.distance ? bare : whole), articleOnly: false };
}

/** Take away what is of no account around letters. @param {string} text */
export function tidy(text) {
  const letters = text.normalize("NFC").replace(/[.,;:!?…"„“”«»()'’‘`´]/g, "");
  return letters.replace(/\s+/g, " ").trim();
}

function compare(typed, wanted) {
  const fold = FORMAL.includes(wanted) ? String : plain;
  const { distance, runs } = align([...typed], [...wanted], fold);
  return { distance, runs, right: distance === 0, near: distance > 0 && distance <= 1 + wanted.length / 5 };
}

// A letter without case and accent; ä, ö and ü are letters of their own.
function plain(letter) {
  const lower = letter.toLowerCase();
  return SPELT[lower] ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}

/** Levenshtein's distance, where ae stands for ä at no cost, and the way that leads to it. */
function align(typed, wanted, fold) {
  const from = typed.map(fold);
  const to = wanted.map(fold);
  // best[i][j] is the next step of the shortest way from i typed and j wanted letters to the end.
  const best = Array.from({ length: from.length + 1 }, () => []);
  for (let i = from.length; i >= 0; i--) {
    for (let j = to.length; j >= 0; j--) {
      const ways = [];
      const step = (same, di, dj) => ways.push({ same, di, dj, distance: best[i + di][j + dj].distance + !same });
      if (i < from.length && j < to.length) step(from[i] === to[j], 1, 1);
      if (SPELT[to[j]] && SPELT[to[j]] === from[i] + from[i + 1]) step(true, 2, 1);
      if (i < from.length) step(false, 1, 0);
      if (j < to.length) step(false, 0, 1);
      best[i][j] = ways.sort((one, other) => one.distance - other.distance)[0] ?? { distance: 0 };
    }
  }
  const runs = [];
  for (let i = 0, j = 0, way; (way = best[i][j]).di !== undefined; i += way.di, j += way.dj) {
    if (runs.at(-1)?.same !== way.same) runs.push({ same: way.same, typed: "", wanted: "" });
    runs.at(-1).typed += typed.slice(i, i + way.di).join("");
    runs.at(-1).wanted += wanted.slice(j, j + way.dj).join("");
  }
  return { distance: best[0][0].distance, runs };
}
