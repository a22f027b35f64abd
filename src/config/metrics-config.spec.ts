import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig } from './config.js';

const [TOKEN, NEXT] = ['a'.repeat(32), 'b'.repeat(32)];

describe('METRICS_TOKEN', () => {
  it('is none, one or several', () => {
    const tokensOf = (METRICS_TOKEN: string) => loadConfig({ METRICS_TOKEN }).metrics.tokens;
    expect([tokensOf(''), tokensOf(TOKEN), tokensOf(`${TOKEN}, ${NEXT}`)]).toEqual([
      [],
      [TOKEN],
      [TOKEN, NEXT],
    ]);
  });

  it('comes from a file too, and configures no access', () => {
    const directory = mkdtempSync(join(tmpdir(), 'cxone-dlq-'));
    const file = join(directory, 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const { metrics, access } = loadConfig({ METRICS_TOKEN_FILE: file });
    expect([metrics.tokens, access]).toEqual([[TOKEN], null]);
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['short', TOKEN.slice(1)],
    ['one of several short', `${TOKEN},x`],
    ['with a space', `${TOKEN} ${NEXT}`],
    ['no header can hold it', `${TOKEN}é`],
  ])('is refused where it is %s, without being told', (_what, METRICS_TOKEN) => {
    const problems = problemsOf({ METRICS_TOKEN });
    expect(problems).toEqual([expect.stringMatching(/^METRICS_TOKEN: expected at least 32 characters/)]);
    expect(problems[0]).not.toContain(TOKEN);
  });
});
