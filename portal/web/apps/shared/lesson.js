// In which order words come: shuffled, and one answered wrong again at the end, until it was right.

/** @typedef {import("./portal.js").Word} Word */

export class Lesson {
  #queue;
  #misses = new Map();

  /** @param {Word[]} words */
  constructor(words) {
    this.total = words.length;
    this.#queue = words
      .map((word) => ({ word, at: Math.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ word }) => word);
  }

  /** The word to be answered now; undefined at the end. @returns {Word | undefined} */
  get word() {
    return this.#queue[0];
  }

  /** How many words have been answered right. */
  get done() {
    return this.total - this.#queue.length;
  }

  /** Words that needed more tries, and how often each was missed. @returns {[Word, number][]} */
  get hard() {
    return [...this.#misses].sort(([, one], [, other]) => other - one);
  }

  /** Take an answer to the present word, and go to the next. @param {boolean} correct */
  answer(correct) {
    const word = this.#queue.shift();
    if (correct) return;
    this.#misses.set(word, (this.#misses.get(word) ?? 0) + 1);
    this.#queue.push(word);
  }
}
