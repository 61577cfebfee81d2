// Save JSON values in localStorage, or in memory if it can't be written.

/** @type {Map<string, unknown>} */
const memory = new Map();

/** @param {string} key @param {unknown} value */
export function save(key, value) {
  const saved = attempt(() => localStorage.setItem(key, JSON.stringify(value)) ?? true);
  if (!saved) memory.set(key, value); // a private window, or a full disk
}

/** @param {string} key @returns {unknown} */
export function load(key) {
  return memory.get(key) ?? attempt(() => JSON.parse(localStorage.getItem(key) ?? "null"));
}

/** @param {string} key */
export function remove(key) {
  memory.delete(key);
  attempt(() => localStorage.removeItem(key));
}

/** @param {string} prefix */
export function keysWithPrefix(prefix) {
  const keys = [...memory.keys(), ...(attempt(() => Object.keys(localStorage)) ?? [])];
  return keys.filter((key) => key.startsWith(prefix)).sort();
}

/** Whether a value is lost when the page is closed. @param {string} key */
export function isVolatile(key) {
  return memory.has(key);
}

/** Return undefined if the storage fails. @template T @param {() => T} use */
function attempt(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
