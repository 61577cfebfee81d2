// What the browser keeps for the apps, and memory in its place where it keeps nothing.

const memory = new Map();

/** @param {string} key @param {unknown} value what JSON can hold */
export function keep(key, value) {
  const kept = attempt(() => localStorage.setItem(key, JSON.stringify(value)) ?? true);
  if (!kept) memory.set(key, value); // a private window, a full disk, a strict setting
}

/** @param {string} key @returns {any} */
export function recall(key) {
  return memory.get(key) ?? attempt(() => JSON.parse(localStorage.getItem(key)));
}

/** @param {string} key */
export function discard(key) {
  memory.delete(key);
  attempt(() => localStorage.removeItem(key));
}

/** @param {string} prefix */
export function keysOf(prefix) {
  const keys = [...memory.keys(), ...(attempt(() => Object.keys(localStorage)) ?? [])];
  return keys.filter((key) => key.startsWith(prefix)).sort();
}

/** Whether a value goes with the page. @param {string} key */
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
