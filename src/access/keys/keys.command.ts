import { parseArgs } from 'node:util';
import { keyEntries, type KeyEntry } from '../../domain/access/key-entry.js';
import { digestOfKey, newApiKey } from './api-key.js';

const USAGE = `usage: cxone-dlq keys new --name NAME --role viewer|operator|admin [--expires-at TIME]

  --name        whom or what the key is for; the audit names it
  --role        what its owner may do; each role includes the ones before it
  --expires-at  RFC 3339, such as 2027-01-31T00:00:00Z; without it the key has no end

It prints the key, which is not kept anywhere, and the entry for ACCESS_KEYS_FILE. It ends with 2 where it was asked wrongly.`;

export interface KeysResult {
  exitCode: 0 | 2;
  text: string;
}

/**
 * Makes an API key and its entry.
 *
 * @param randomBytes a source of that many random bytes
 */
export function keysCommand(args: string[], randomBytes: (count: number) => Buffer): KeysResult {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { exitCode: 0, text: USAGE };
  if (positionals.join(' ') !== 'new') return wrong('expected the word new');
  const key = newApiKey(randomBytes);
  const value = {
    name: values.name,
    role: values.role,
    sha256: digestOfKey(key),
    expires_at: values['expires-at'],
  };
  const { keys, problems } = keyEntries([{ value, place: '-' }], 'name and role');
  const [entry] = keys ?? [];
  // The fields are named as the options are.
  if (entry === undefined)
    return wrong(problems.map((text) => text.replace('-.', '--').replace('_', '-')).join('\n'));
  return { exitCode: 0, text: textOf(key, entry, values['expires-at']) };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      'expires-at': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
}

function textOf(key: string, { name, role, sha256 }: KeyEntry, expiresAt: string | undefined): string {
  // JSON's strings are YAML's, and a name may hold what YAML reads as something else.
  const lines = [`- name: ${JSON.stringify(name)}`, `  role: ${role}`, `  sha256: ${sha256}`];
  if (expiresAt !== undefined) lines.push(`  expires_at: ${expiresAt}`);
  return [
    'The key, which is shown once:',
    key,
    '',
    'Its entry in ACCESS_KEYS_FILE, below "keys:":',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

function wrong(problem: string): KeysResult {
  return { exitCode: 2, text: `${problem}\n\n${USAGE}` };
}
