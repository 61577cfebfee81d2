// Compare a typed answer with the right one.
//
// Case, punctuation and accents are ignored (Cafe for Café), and ae, oe, ue, ss stand for ä, ö, ü, ß;
// but “neü” isn't “neue”. Case counts if it changes the meaning: “Sie” is the formal you, “sie” is she.

import { splitArticle } from "../shared/word.js";

/** @type {Record<string, string>} */
const SPELLINGS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const FORMAL = ["Sie", "Ihr", "Ihre", "Ihnen"];

/**
 * Compare an answer with a word. Unless `articleCounts`, a typed article is ignored.
 * @param {string} answer @param {Api.Word} word @param {boolean} articleCounts
 */
export function compareAnswer(answer, word, articleCounts) {
  const [article, german] = splitArticle(word);
  const wanted = normalise(german);
  const typed = normalise(answer);
  if (articleCounts && article) return compare(typed, `${article} ${wanted}`);
  const whole = compare(typed, wanted); // “das” can be the word itself
  const bare = compare(typed.replace(/^(der|die|das) (?=.)/i, ""), wanted);
  return bare.distance < whole.distance ? bare : whole;
}

/** Remove punctuation and superfluous spaces. @param {string} text */
export function normalise(text) {
  const letters = text.normalize("NFC").replace(/[.,;:!?…"„“”«»()'’‘`´]/g, "");
  return letters.replace(/\s+/g, " ").trim();
}

/** @param {string} typed @param {string} wanted @returns {Apps.Verdict} */
function compare(typed, wanted) {
  const { distance, runs } = align([...typed], [...wanted], FORMAL.includes(wanted) ? String : fold);
  return { distance, runs, right: distance === 0, near: distance > 0 && distance <= 1 + wanted.length / 5 };
}

/** Remove case and accent from a letter; ä, ö and ü are letters of their own. @param {string} letter */
function fold(letter) {
  const lower = letter.toLowerCase();
  return SPELLINGS[lower] ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}

// Align two words with the smallest Levenshtein distance, in which ae for ä costs nothing.
/** @param {string[]} typed @param {string[]} wanted @param {(letter: string) => string} fold */
function align(typed, wanted, fold) {
  const from = typed.map(fold);
  const to = wanted.map(fold);
  // steps[i][j] is the first step of the shortest way from letters i and j to the end.
  /** @type {Apps.Step[][]} */
  const steps = Array.from({ length: from.length + 1 }, () => []);
  for (let i = from.length; i >= 0; i--) {
    for (let j = to.length; j >= 0; j--) {
      /** @type {Apps.Step[]} */
      const ways = [];
      /** @param {number} typed @param {number} wanted @param {boolean} same */
      const add = (typed, wanted, same) => {
        const rest = steps[i + typed]?.[j + wanted];
        if (rest) ways.push({ typed, wanted, same, distance: rest.distance + (same ? 0 : 1) });
      };
      add(1, 1, from[i] === to[j]);
      if (SPELLINGS[to[j]] === `${from[i]}${from[i + 1]}`) add(2, 1, true);
      add(1, 0, false);
      add(0, 1, false);
      ways.sort((one, other) => one.distance - other.distance);
      steps[i][j] = ways[0] ?? { typed: 0, wanted: 0, same: true, distance: 0 };
    }
  }
  /** @type {Apps.Run[]} */
  const runs = [];
  for (let i = 0, j = 0; i < from.length || j < to.length; ) {
    const step = steps[i][j];
    let run = runs.at(-1);
    if (run?.same !== step.same) runs.push((run = { same: step.same, typed: "", wanted: "" }));
    run.typed += typed.slice(i, (i += step.typed)).join("");
    run.wanted += wanted.slice(j, (j += step.wanted)).join("");
  }
  return { distance: steps[0][0].distance, runs };
}
