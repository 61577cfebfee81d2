// What the browser keeps for the apps, and memory in its place where it keeps nothing.

const memory = new Map();

/** @param {string} key @param {unknown} value what JSON can hold */
export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    memory.set(key, value); // a private window, a full disk, a strict setting
  }
}

/** @param {string} key @returns {any} null where there is nothing readable */
export function kept(key) {
  return memory.get(key) ?? attempt(() => JSON.parse(localStorage.getItem(key))) ?? null;
}

/** @param {string} key */
export function discard(key) {
  memory.delete(key);
  attempt(() => localStorage.removeItem(key));
}

/** @param {string} prefix @returns {string[]} in order */
export function keysOf(prefix) {
  const keys = [...memory.keys(), ...(attempt(() => Object.keys(localStorage)) ?? [])];
  return keys.filter((key) => key.startsWith(prefix)).sort();
}

/** Tell whether a key would be gone with the page. @param {string} key */
export function isFleeting(key) {
  return memory.has(key);
}

function attempt(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
