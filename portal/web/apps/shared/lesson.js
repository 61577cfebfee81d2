// In which order words come: one answered wrong comes again at the end, until it was right.

/** @param {Word[]} words @returns {Word[]} */
export function shuffled(words) {
  const drawn = words.map((word) => [Math.random(), word]);
  return drawn.sort(([one], [other]) => one - other).map(([, word]) => word);
}

export class Lesson {
  #queue;
  #misses = new Map();

  /** @param {Word[]} words */
  constructor(words) {
    this.total = words.length;
    this.#queue = [...words];
  }

  /** @returns {Word | undefined} */
  get word() {
    return this.#queue[0];
  }

  /** How many words have been answered right. */
  get done() {
    return this.total - this.#queue.length;
  }

  /** What needed more tries, and how many times it was missed. @returns {[Word, number][]} */
  get hard() {
    return [...this.#misses].sort(([, one], [, other]) => other - one);
  }

  /** @param {boolean} correct */
  answer(correct) {
    const word = this.#queue.shift();
    if (correct) return;
    this.#misses.set(word, (this.#misses.get(word) ?? 0) + 1);
    this.#queue.push(word);
  }
}
