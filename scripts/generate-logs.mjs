/**
 * Writes the lists of docs/logs.md from the events and fields of the built service; with `--check` compares instead, and
 * fails where they differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { built } from './built.mjs';

const { LOG_EVENT_GROUPS } = await built('runtime/log/log-events.js');
const { LOG_FIELDS } = await built('runtime/log/log-fields.js');

const FILE = fileURLToPath(new URL('../docs/logs.md', import.meta.url));
const BEGIN = '<!-- From the list of events: npm run generate -->';

const TYPES = { text: 'text', number: 'number', boolean: 'boolean', texts: 'list of texts' };

const before = await readFile(FILE, 'utf8');
const after = [
  before.slice(0, before.indexOf(BEGIN)).trim(),
  BEGIN,
  '## Events',
  ...LOG_EVENT_GROUPS.flatMap(({ title, events }) => [
    `### ${title}`,
    table(
      ['event', 'level', 'message', 'fields'],
      Object.entries(events).map(([name, { level, message, fields }]) => [
        code(name),
        [level].flat().join(', '),
        message,
        fields.map(code).join(', '),
      ]),
    ),
  ]),
  '## Fields',
  table(
    ['field', 'type', 'meaning'],
    Object.entries(LOG_FIELDS).map(([name, { type, meaning }]) => [code(name), TYPES[type], meaning]),
  ),
].join('\n\n');

if (!process.argv.includes('--check')) {
  await writeFile(FILE, `${after}\n`);
} else if (before !== `${after}\n`) {
  console.error('docs/logs.md is not what src/runtime/log says: run npm run generate, and commit it');
  process.exitCode = 1;
}

/** Wide tables are written without padding, so that two changes of one table merge. */
function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `<!-- prettier-ignore -->\n${lines.join('\n')}`;
}

function code(text) {
  return `\`${text}\``;
}
