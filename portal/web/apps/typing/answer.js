// How near an answer is to the word that was wanted.
//
// Of no account are case, punctuation, accents (Cafe for Café), and ae, oe, ue, ss for ä, ö, ü, ß; but
// “neü” isn't “neue”. Case counts where it is the meaning: “Sie” is the formal you, “sie” is she.

import { splitArticle } from "../shared/word.js";

const SPELT = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const FORMAL = ["Sie", "Ihr", "Ihre", "Ihnen"];

/**
 * @param {string} answer
 * @param {Word} word
 * @param {boolean} articleCounts if not, one that is typed is ignored
 * @returns {{right: boolean, near: boolean, runs: {same: boolean, typed: string, wanted: string}[]}}
 */
export function judge(answer, word, articleCounts) {
  const [article, german] = splitArticle(word);
  const wanted = tidy(german);
  const typed = tidy(answer);
  if (articleCounts && article) return compare(typed, `${article} ${wanted}`);
  const whole = compare(typed, wanted); // “das” may be the word's own
  const bare = compare(typed.replace(/^(der|die|das) (?=.)/i, ""), wanted);
  return bare.distance < whole.distance ? bare : whole;
}

/** Leave out punctuation and spare spaces. @param {string} text */
export function tidy(text) {
  const letters = text.normalize("NFC").replace(/[.,;:!?…"„“”«»()'’‘`´]/g, "");
  return letters.replace(/\s+/g, " ").trim();
}

function compare(typed, wanted) {
  const { distance, runs } = align([...typed], [...wanted], FORMAL.includes(wanted) ? String : plain);
  return { distance, runs, right: distance === 0, near: distance > 0 && distance <= 1 + wanted.length / 5 };
}

// A letter without case and accent; ä, ö and ü are letters of their own.
function plain(letter) {
  const lower = letter.toLowerCase();
  return SPELT[lower] ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}

// Levenshtein's distance, where ae stands for ä at no cost, and the way that leads to it.
function align(typed, wanted, fold) {
  const from = typed.map(fold);
  const to = wanted.map(fold);
  // best[i][j] is the next step of the shortest way from letters i and j to the end.
  const best = from.concat("").map(() => []);
  for (let i = from.length; i >= 0; i--) {
    for (let j = to.length; j >= 0; j--) {
      const ways = [];
      const step = (di, dj, same) => {
        const rest = best[i + di]?.[j + dj];
        if (rest) ways.push({ di, dj, same, distance: rest.distance + !same });
      };
      step(1, 1, from[i] === to[j]);
      if (SPELT[to[j]] === `${from[i]}${from[i + 1]}`) step(2, 1, true);
      step(1, 0, false);
      step(0, 1, false);
      best[i][j] = ways.sort((one, other) => one.distance - other.distance)[0] ?? { distance: 0 };
    }
  }
  const runs = [];
  for (let i = 0, j = 0, way; (way = best[i][j]).di !== undefined; i += way.di, j += way.dj) {
    const { di, dj, same } = way;
    if (runs.at(-1)?.same !== same) runs.push({ same, typed: "", wanted: "" });
    runs.at(-1).typed += typed.slice(i, i + di).join("");
    runs.at(-1).wanted += wanted.slice(j, j + dj).join("");
  }
  return { distance: best[0][0].distance, runs };
}
