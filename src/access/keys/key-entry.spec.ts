import { describe, expect, it } from 'vitest';
import { readKeyFile, readKeyList } from './key-entry.js';

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
    const { problems } = readKeyFile(`keys: [{ name: ci, role: admin, sha256: ${digits} }]`);
    expect(problems).toEqual(["keys[0].sha256: expected the 64 hex digits of the key's SHA-256"]);
    expect(readKeyFile(`keys: [{ name: ci, role: admin, sha256: '${digits}' }]`).problems).toEqual([]);
  });

  it.each([
    ['', 'expected keys: a list of keys'],
    ['keys: [', 'expected YAML or JSON in line 1'],
    ['keys: {}', 'expected keys: a list of keys'],
    ['keys: []\nkey: 1', 'key: expected no such field beside keys'],
    [`keys: [1]`, 'keys[0]: expected name, role and sha256'],
    [
      `keys: [{ name: a, role: root, sha256: ${SHA} }]`,
      'keys[0].role: expected one of viewer, operator, admin',
    ],
    [
      `keys: [{ name: a, role: admin, sha: ${SHA} }]`,
      'keys[0].sha: expected one of name, role, sha256, expires_at',
    ],
    [`keys: [{ name: "a\\nb", role: admin, sha256: ${SHA} }]`, 'keys[0].name: expected 1 to 64 letters'],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA}, expires_at: tomorrow }]`,
      'keys[0].expires_at: expected a time',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA} }, { name: a, role: viewer, sha256: ${'b'.repeat(64)} }]`,
      'a: expected a name that no other key has',
    ],
    [
      `keys: [{ name: a, role: admin, sha256: ${SHA} }, { name: b, role: viewer, sha256: ${SHA} }]`,
      'b: expected a sha256 that no other key has',
    ],
  ])('refuses %j', (text, problem) => {
    const { keys, problems } = readKeyFile(text);
    expect(keys).toBeNull();
    expect(problems.join('\n')).toContain(problem);
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

describe('readKeyList', () => {
  it('reads several with commas', () => {
    expect(readKeyList(`ci:operator:${SHA}, me:admin:${'b'.repeat(64)}`).keys).toMatchObject([
      { name: 'ci', role: 'operator' },
      { name: 'me', role: 'admin' },
    ]);
  });

  it('says which one is wrong', () => {
    expect(readKeyList(`ci:operator:${SHA},me:root:x:y`).problems).toEqual([
      'key 2: expected name:role:sha256',
    ]);
    expect(readKeyList('ci').problems).toHaveLength(2);
  });
});
