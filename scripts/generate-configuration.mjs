/**
 * Writes docs/configuration.md, .env.example and the first part of docs/limits.md from the table of variables of the
 * built service; with `--check` compares instead, and fails where they differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { built } from './built.mjs';

/** @typedef {import('../src/config/variables/variable.js').Variable} Variable */

/** @type {{ VARIABLE_GROUPS: readonly import('../src/config/variables/variable.js').VariableGroup[] }} */
const { VARIABLE_GROUPS } = await built('config/variables/variables.js');

const BEGIN = '<!-- From the table of variables: npm run generate -->';
const END = '<!-- By hand from here on -->';

const INTRODUCTION = `# Configuration

${BEGIN}

The environment is checked at start; all that is wrong is told at once. A variable that is empty counts as not set.

A secret may come from a file: set the same name with \`_FILE\` to its path. The file must be a regular file that holds
something: an empty one is an error, not "no secret".
`;

const GROUPS = VARIABLE_GROUPS.map(({ title, variables }) => ({
  title,
  variables: Object.entries(variables).filter(([, { hidden }]) => !hidden),
}));

const limits = await read('docs/limits.md');
const documents = {
  'docs/configuration.md': await formatted(`${INTRODUCTION}\n${chapters(configurationRows)}`),
  'docs/limits.md': await formatted(
    [before(limits, BEGIN), BEGIN, chapters(limitRows), END, after(limits, END)].join('\n\n'),
  ),
  '.env.example': exampleText(),
};

for (const [path, text] of Object.entries(documents)) {
  if (!process.argv.includes('--check')) {
    await writeFile(pathOf(path), text);
  } else if ((await read(path)) !== text) {
    console.error(`${path} is not what the table of variables says: run npm run generate, and commit it`);
    process.exitCode = 1;
  }
}

/** A table for each group that has rows. @param {(variables: Array<[string, Variable]>) => string[][]} rowsOf */
function chapters(rowsOf) {
  return GROUPS.flatMap(({ title, variables }) => {
    const [head = [], ...rows] = rowsOf(variables);
    if (rows.length === 0) return [];
    return [`## ${title}\n\n${[head, head.map(() => '-'), ...rows].map(rowText).join('\n')}\n`];
  }).join('\n');
}

/** @param {string[]} cells */
function rowText(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** @param {Array<[string, Variable]>} variables */
function configurationRows(variables) {
  const rows = variables.map(([name, variable]) => [
    code(name),
    defaultText(variable),
    valuesText(variable),
    variable.meaning,
  ]);
  return [['variable', 'default', 'values', 'meaning'], ...rows];
}

/** @param {Array<[string, Variable]>} variables */
function limitRows(variables) {
  const rows = variables.flatMap(([name, variable]) =>
    variable.past === undefined || variable.type !== 'integer'
      ? []
      : [
          [
            code(name),
            variable.default.toLocaleString('en'),
            variable.max.toLocaleString('en'),
            variable.meaning,
            variable.past,
          ],
        ],
  );
  return [['variable', 'default', 'at most', 'limit', 'past it'], ...rows];
}

/** @param {Variable} variable */
function defaultText(variable) {
  if (variable.otherwise !== undefined) return variable.otherwise;
  const value = 'default' in variable ? String(variable.default) : '';
  return value === '' ? '-' : code(value);
}

/** @param {Variable} variable */
function valuesText(variable) {
  switch (variable.type) {
    case 'integer':
      return `${variable.min} to ${variable.max}`;
    case 'boolean':
      return '`true`, `false`';
    case 'choice':
      return variable.values.map(code).join(', ');
    case 'url':
      return 'an address';
    case 'secret':
      return 'secret';
    case 'text':
      return 'text';
  }
}

function exampleText() {
  const lines = [
    '# Every variable with its default; `npm start` needs none of them. docs/configuration.md explains them.',
  ];
  for (const { title, variables } of GROUPS) {
    lines.push('', `# -- ${title}`);
    for (const [name, variable] of variables) {
      const value = variable.example ?? ('default' in variable ? String(variable.default) : '');
      lines.push(`#${name.replace('<PROFILE>', 'NICE')}=${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** @param {string} text */
function code(text) {
  return `\`${text}\``;
}

/** @param {string} markdown */
async function formatted(markdown) {
  const options = await prettier.resolveConfig(pathOf('docs/configuration.md'));
  return prettier.format(markdown, { ...options, parser: 'markdown' });
}

/** @param {string} text @param {string} mark */
function before(text, mark) {
  return text.slice(0, text.indexOf(mark)).trim();
}

/** @param {string} text @param {string} mark */
function after(text, mark) {
  return text.slice(text.indexOf(mark) + mark.length).trim();
}

/** @param {string} path */
function read(path) {
  return readFile(pathOf(path), 'utf8');
}

/** @param {string} path of a file of the project */
function pathOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
