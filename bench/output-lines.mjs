/** How many lines are shown of a program that ended too early. */
const LATEST = 50;

/** The lines of a program's output. Of hundreds of thousands only those are kept that somebody waits for. */
export class OutputLines {
  #kept = [];
  #latest = [];
  #begun = '';
  #wanted;
  #found;

  /** @param {string[]} wanted what a line must contain to be kept */
  constructor(wanted) {
    this.#wanted = wanted;
  }

  /** @param {string} chunk the next part of the output, wherever it was cut */
  add(chunk) {
    const lines = `${this.#begun}${chunk}`.split('\n');
    this.#begun = lines.pop() ?? '';
    for (const line of lines) {
      if (this.#wanted.some((text) => line.includes(text))) this.#kept.push(line);
    }
    this.#latest = [...this.#latest, ...lines].slice(-LATEST);
  }

  /** @param {string} text */
  with(text) {
    return this.#kept.filter((line) => line.includes(text));
  }

  /**
   * The first group of a pattern in the latest lines; once found it is not searched again.
   * @param {RegExp} pattern
   * @returns {string | undefined}
   */
  first(pattern) {
    this.#found ??= pattern.exec(this.latest())?.[1];
    return this.#found;
  }

  latest() {
    return [...this.#latest, this.#begun].join('\n');
  }
}
