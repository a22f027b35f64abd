/**
 * Reads a Dockerfile: the part of its language that ours uses. What it does not know it refuses, so that a step is never
 * left out in silence.
 */

/**
 * @typedef {object} Instruction
 * @property {string} name in upper case
 * @property {Record<string, string>} flags `--from=build` is `{ from: 'build' }`
 * @property {string} text what stands behind the flags
 * @property {number} line where it begins
 *
 * @typedef {object} Stage
 * @property {string} base
 * @property {string} name of `AS`, else the index
 * @property {Instruction[]} steps
 */

const KNOWN = new Set('ARG CMD COPY ENV EXPOSE FROM HEALTHCHECK LABEL RUN USER VOLUME WORKDIR'.split(' '));

/** @param {string} text @returns {Stage[]} @throws Error that names the line */
export function readDockerfile(text) {
  /** @type {Stage[]} */
  const stages = [];
  for (const step of instructions(text)) {
    if (!KNOWN.has(step.name))
      throw new Error(`line ${step.line}: scripts/image-tree does not know ${step.name}`);
    const stage = stages.at(-1);
    if (step.name === 'FROM') {
      const match = /^(\S+)(?: AS (\S+))?$/i.exec(step.text);
      if (match === null) throw new Error(`line ${step.line}: expected FROM image [AS name]`);
      stages.push({ base: match[1] ?? '', name: match[2] ?? String(stages.length), steps: [] });
    } else if (stage === undefined) throw new Error(`line ${step.line}: expected FROM first`);
    else stage.steps.push(step);
  }
  if (stages.length === 0) throw new Error('expected FROM');
  return stages;
}

/** @param {string} text */
function* instructions(text) {
  let joined = '';
  let begun = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (joined === '') begun = index + 1;
    if (line.endsWith('\\')) {
      joined += line.slice(0, -1);
      continue;
    }
    yield instruction(joined + line, begun);
    joined = '';
  }
}

/** @param {string} text @param {number} line @returns {Instruction} */
function instruction(text, line) {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(text) ?? [];
  /** @type {Record<string, string>} */
  const flags = {};
  let left = rest.trim();
  for (
    let flag = /^--([a-z-]+)=(\S+)\s+/.exec(left);
    flag !== null;
    flag = /^--([a-z-]+)=(\S+)\s+/.exec(left)
  ) {
    flags[flag[1] ?? ''] = flag[2] ?? '';
    left = left.slice(flag[0].length);
  }
  return { name: name.toUpperCase(), flags, text: left, line };
}

/**
 * The words of an instruction, without their quotes. `$NAME`, `${NAME}` and `${NAME:-default}` are filled in.
 *
 * @param {string} text @param {Readonly<Record<string, string>>} variables
 */
export function wordsOf(text, variables) {
  return [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'|([^"']+)/g, (_, double, single, bare) =>
      single === undefined ? filledIn(double ?? bare, variables) : single,
    ),
  );
}

/** @param {string} text @param {Readonly<Record<string, string>>} variables */
function filledIn(text, variables) {
  return text.replaceAll(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (_, braced, otherwise = '', bare) => {
    return variables[braced ?? bare] || otherwise;
  });
}

/** The words of `CMD` and the like, in the form of JSON. @param {Instruction} step @returns {string[]} */
export function jsonWords({ text, line, name }) {
  const words = JSON.parse(text.startsWith('[') ? text : 'null');
  if (!Array.isArray(words)) throw new Error(`line ${line}: expected ${name} ["word", ...]`);
  return words.map(String);
}
