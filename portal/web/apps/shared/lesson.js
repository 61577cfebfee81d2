// The order of the words. A word that was answered wrong comes again at the end.

/** @template Item @param {Item[]} items @returns {Item[]} */
export function shuffled(items) {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

export class Lesson {
  #queue;
  /** @type {Map<Api.Word, number>} */
  #misses = new Map();

  /** @param {Api.Word[]} words */
  constructor(words) {
    this.total = words.length;
    this.#queue = [...words];
  }

  /** The next word, or undefined at the end. */
  get word() {
    return this.#queue.at(0);
  }

  /** The number of words answered right. */
  get done() {
    return this.total - this.#queue.length;
  }

  /** The words answered wrong, and how often, most often first. */
  get missedWords() {
    return [...this.#misses].sort(([, one], [, other]) => other - one);
  }

  /** @param {boolean} correct */
  answer(correct) {
    const word = this.#queue.shift();
    if (correct || !word) return;
    this.#misses.set(word, (this.#misses.get(word) ?? 0) + 1);
    this.#queue.push(word);
  }
}
