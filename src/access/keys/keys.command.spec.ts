import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOfKey } from './api-key.js';
import { keysCommand } from './keys.command.js';
import { readKeyFile } from './read-key-file.js';

const run = (...args: string[]) => keysCommand(args, randomBytes);

describe('keys new', () => {
  it.each(['ci', 'Ada Lovelace', 'no', '123', 'team/x@example.com'])(
    'prints a key and its entry: %s',
    (name) => {
      const end = '2027-01-31T00:00:00Z';
      const { exitCode, text } = run('new', '--name', name, '--role', 'operator', '--expires-at', end);
      expect(exitCode).toBe(0);
      const [key = ''] = /^cxdlq_[\w-]{49}$/m.exec(text) ?? [];
      const entry = text.slice(text.indexOf('  - name'));
      expect(entry).not.toContain(key);
      expect(readKeyFile(`keys:\n${entry}\n`)).toEqual({
        keys: [{ name, role: 'operator', sha256: digestOfKey(key), expiresAt: Date.parse(end) }],
        problems: [],
      });
    },
  );

  it('makes another key each time', () => {
    expect(run('new', '--name', 'ci', '--role', 'viewer').text).not.toBe(
      run('new', '--name', 'ci', '--role', 'viewer').text,
    );
  });

  it.each([
    [[], 'expected the word new'],
    [['old', '--name', 'ci', '--role', 'viewer'], 'expected the word new'],
    [['new', '--role', 'viewer'], '--name: expected 1 to 64 letters'],
    [['new', '--name', 'ci', '--role', 'root'], '--role: expected one of viewer, operator, admin'],
    [['new', '--name', 'ci', '--role', 'viewer', '--expires-at', 'soon'], '--expires-at: expected a time'],
    [['new', '--nam', 'ci'], '--nam'],
  ])('says what is wrong: %j', (args, problem) => {
    const { exitCode, text } = run(...args);
    expect(exitCode).toBe(2);
    expect(text).toContain(problem);
    expect(text).not.toMatch(/cxdlq_[\w-]{49}/);
  });

  it('explains itself', () => {
    expect(run('--help')).toMatchObject({ exitCode: 0, text: expect.stringContaining('usage:') as string });
  });
});
