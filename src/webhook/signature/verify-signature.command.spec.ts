import { describe, expect, it } from 'vitest';
import { verifySignatureCommand } from './verify-signature.command.js';

describe('what cxone-dlq signature verify is asked', () => {
  const RIGHT = ['--profile', 'nice', '--secret-env', 'KEY', '--body', 'file'];
  const run = (args: string[], env: Record<string, string> = { KEY: 'made-up' }) =>
    verifySignatureCommand(args, {
      env,
      readFile: (path) => {
        if (path === 'file') return Buffer.from('{}');
        throw new Error('no such file');
      },
      now: () => 0,
    });

  it.each([
    [[], '--profile: expected'],
    [RIGHT.with(1, 'nicer'), '--profile: expected a profile of WEBHOOK_SIGNATURES'],
    [RIGHT.with(3, 'NONE'), '--secret-env: expected the name of a variable that is set'],
    [RIGHT.with(5, 'none'), '--body: expected a file that can be read'],
    [RIGHT.slice(0, 4), '--body: expected a value'],
    [RIGHT.with(1, 'custom'), 'WEBHOOK_CUSTOM_PROFILE: expected'],
    [[...RIGHT, '--header', 'no colon'], "--header: expected 'Name: value'"],
    [[...RIGHT, '--at', 'yesterday'], '--at: expected a time'],
    [[...RIGHT, '--verbose'], "Unknown option '--verbose'"],
  ])('must be right: %j', (args, told) => {
    const { exitCode, text } = run(args);
    expect(exitCode).toBe(2);
    expect(text).toContain(told);
    expect(text).toContain('usage: cxone-dlq signature verify');
  });

  it('may repeat a header', () => {
    const headers = ['--header', 'X-Nice-Signature: a', '--header', 'x-nice-signature:b'];
    expect(run([...RIGHT, ...headers]).text).toContain('x-nice-signature (4 characters: a, b...)');
  });

  it('can be help', () => {
    expect(run(['--help'])).toEqual({ exitCode: 0, text: expect.stringContaining('usage:') });
  });
});
