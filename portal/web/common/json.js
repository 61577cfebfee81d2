// Read JSON of unknown shape.

/** @param {unknown} value @param {string} key @returns {unknown} */
export const property = (value, key) => Object(value)[key];

/** Return the value if it is an array, else []. @param {unknown} value @returns {unknown[]} */
export const array = (value) => (Array.isArray(value) ? value : []);
