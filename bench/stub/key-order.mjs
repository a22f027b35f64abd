/**
 * Keys in ascending order. Changes are collected, and the keys are sorted only for a listing. Sorting a nearly sorted
 * list costs little more than a copy.
 */
export class KeyOrder {
  /** @type {string[]} */
  #sorted = [];
  /** @type {Set<string>} */
  #added = new Set();
  /** @type {Set<string>} */
  #removed = new Set();

  /** @param {string} key */
  add(key) {
    if (!this.#removed.delete(key)) this.#added.add(key);
  }

  /** @param {string} key */
  remove(key) {
    if (!this.#added.delete(key)) this.#removed.add(key);
  }

  clear() {
    this.#sorted = [];
    this.#added.clear();
    this.#removed.clear();
  }

  /** All keys, in order. */
  keys() {
    if (this.#removed.size > 0) this.#sorted = this.#sorted.filter((key) => !this.#removed.has(key));
    if (this.#added.size > 0) this.#sorted = [...this.#sorted, ...this.#added].sort(byBytes);
    this.#removed.clear();
    this.#added.clear();
    return this.#sorted;
  }

  /**
   * Where the first key at or after `name` stands.
   * @param {string} name
   */
  indexOf(name) {
    const keys = this.keys();
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byBytes(keys[middle], name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The order of UTF-8 bytes on UTF-16 text: characters beyond the first plane come after all others.
 * @param {string} a
 * @param {string} b
 */
export function byBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** @param {number} unit of UTF-16 */
function rank(unit) {
  const surrogate = unit >= 0xd800 && unit <= 0xdfff;
  return surrogate ? unit + 0x10000 : unit;
}
