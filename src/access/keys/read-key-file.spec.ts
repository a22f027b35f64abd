import { describe, expect, it } from 'vitest';
import { readKeyFile } from './read-key-file.js';

const SHA = 'a'.repeat(64);

describe('readKeyFile', () => {
  it('reads YAML and JSON alike', () => {
    const keys = [{ name: 'ci', role: 'operator', sha256: SHA, expiresAt: Date.UTC(2027, 0, 31) }];
    const yaml = `keys:\n  - name: ci\n    role: operator\n    sha256: ${SHA.toUpperCase()}\n    expires_at: 2027-01-31T00:00:00Z\n`;
    expect(readKeyFile(yaml)).toEqual({ keys, problems: [] });
    const json = {
      keys: [{ name: 'ci', role: 'operator', sha256: SHA, expires_at: '2027-01-31T01:00:00+01:00' }],
    };
    expect(readKeyFile(JSON.stringify(json))).toEqual({ keys, problems: [] });
  });

  it('keeps the digits of a digest that YAML would take for a number', () => {
    const digits = '1'.repeat(64);
    for (const sha256 of [digits, `'${digits}'`]) {
      const { keys } = readKeyFile(`keys: [{ name: 00123, role: admin, sha256: ${sha256} }]`);
      expect(keys).toEqual([{ name: '00123', role: 'admin', sha256: digits, expiresAt: null }]);
    }
  });

  it.each([
    ['', 'expected keys: a list of keys'],
    ['keys: [', 'line 1: expected YAML or JSON'],
    ['keys: {}', 'expected keys: a list of keys'],
    ['keys: []\nkey: 1', 'line 2, key: expected no such field beside keys'],
    [`keys: [1]`, 'line 1, keys[0]: expected name, role and sha256'],
    [
      `keys: [{ name: a, role: root, sha256: ${SHA} }]`,
      'line 1, keys[0].role: expected one of viewer, operator, admin',
    ],
    [
      `keys: [{ name: a, role: admin, sha: ${SHA} }]`,
      'line 1, keys[0].sha: expected one of name, role, sha256, expires_at',
    ],
    [
      `keys: [{ name: "a\\nb", role: admin, sha256: ${SHA} }]`,
      'line 1, keys[0].name: expected 1 to 64 letters',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA}, expires_at: tomorrow }]`,
      'line 1, keys[0].expires_at: expected a time',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA}, expires_at: 2027-02-31T00:00:00Z }]`,
      'line 1, keys[0].expires_at: expected a time in RFC 3339',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA} }, { name: a, role: viewer, sha256: ${'b'.repeat(64)} }]`,
      'line 1, keys[1].name: expected another name than that of line 1, keys[0]',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA} }, { name: b, role: viewer, sha256: ${SHA} }]`,
      'line 1, keys[1].sha256: expected another sha256 than that of line 1, keys[0]',
    ],
  ])('refuses %j', (text, problem) => {
    const { keys, problems } = readKeyFile(text);
    expect(keys).toBeNull();
    expect(problems.join('\n')).toContain(problem);
  });

  it('names the line of each entry that is wrong, in YAML and in JSON', () => {
    const yaml = `keys:\n  - name: a\n    role: admin\n    sha256: ${SHA}\n\n  - name: b\n    role: root\n`;
    expect(readKeyFile(yaml).problems).toEqual([
      'line 6, keys[1].role: expected one of viewer, operator, admin',
      "line 6, keys[1].sha256: expected the 64 hex digits of the key's SHA-256",
    ]);
    const json = JSON.stringify(
      { keys: [{ name: 'a', role: 'admin', sha256: 'x', expires_at: null }] },
      null,
      1,
    );
    expect(readKeyFile(json).problems).toEqual([
      "line 3, keys[0].sha256: expected the 64 hex digits of the key's SHA-256",
    ]);
    expect(
      readKeyFile(`keys:\n - name: a\n   role: admin\n   role: viewer\n   sha256: ${SHA}\n`).problems,
    ).toEqual(['line 4: expected YAML or JSON (DUPLICATE_KEY)']);
  });

  it('never shows what the file holds', () => {
    const secret = `cxdlq_${'s3cr3t'.repeat(9)}`;
    for (const text of [
      `keys: [${secret}`,
      `keys: [{ ${secret}: x }]`,
      `${secret}: 1\nkeys: []`,
      `keys: [{ name: "${secret}${secret}", role: ${secret}, sha256: ${secret}, expires_at: ${secret} }]`,
      `keys: *${secret}`,
    ]) {
      const { keys, problems } = readKeyFile(text);
      expect(keys).toBeNull();
      expect(problems.join('\n')).not.toContain('s3cr3t');
    }
  });
});
