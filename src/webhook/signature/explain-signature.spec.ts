import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedHeaders, SIGNING_PROFILES } from '../../../fake-cxone/sign.mjs';
import { verifySignatureCommand, type CommandResult } from './verify-signature.command.js';

const NOW = 1_772_443_200_000;
const SECRET = 'bWFkZS11cC1zZWNyZXQ=';
const BODY = '{"url":"https://a.example/b","name":"Zoë","n":[1,2]}';
const CUSTOM = { WEBHOOK_CUSTOM_PROFILE: '{"header":"X-Sig"}' };

interface Asked {
  profile: string;
  headers: Record<string, string>;
  /** As the person has it, in a file. */
  file?: string | Buffer;
  env?: Record<string, string>;
  more?: string[];
}

function ask({ profile, headers, file = BODY, env = {}, more = [] }: Asked): CommandResult {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const args = ['--profile', profile, '--secret-env', 'KEY', '--body', 'file', ...lines, ...more];
  return verifySignatureCommand(args, {
    env: { KEY: SECRET, ...CUSTOM, ...env },
    readFile: () => Buffer.from(file),
    now: () => NOW,
  });
}

/** What the sender sent. */
const sent = (profile: string, body: string | Buffer = BODY, more: { secret?: string; now?: number } = {}) =>
  signedHeaders({
    profile,
    secret: SECRET,
    body,
    now: NOW,
    id: 'msg_1',
    custom: { header: 'X-Sig' },
    ...more,
  });

const hmac = (text: string, key: string | Buffer = SECRET, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest();

describe('npm run verify-signature', () => {
  it.each(SIGNING_PROFILES)('verifies what is signed as %s', (profile) => {
    const result = ask({ profile, headers: sent(profile), env: { KEY: `b3RoZXI=,${SECRET}` } });
    expect(result).toEqual({ exitCode: 0, text: `verified: ${profile}, by secret 2` });
  });

  const python = '{"url": "https://a.example/b", "name": "Zo\\u00eb", "n": [1, 2]}';
  it.each([
    ['the file has a line break more', BODY, `${BODY}\n`, 'without its final line break'],
    ['the file has white space more', BODY, `\n${BODY} \n`, 'without white space around it'],
    ['the file has a line break less', `${BODY}\n`, BODY, 'with a line break at its end'],
    ['the file has a CRLF less', `${BODY}\r\n`, BODY, 'with a line break (CRLF) at its end'],
    ['line breaks became CRLF', '{\n"a":1}', '{\r\n"a":1}', 'with its line breaks as LF'],
    ['line breaks became LF', '{\r\n"a":1}', '{\n"a":1}', 'with its line breaks as CRLF'],
    ['a byte order mark came along', BODY, `\ufeff${BODY}`, 'without its byte order mark'],
    ['a byte order mark was dropped', `\ufeff${BODY}`, BODY, 'with a byte order mark before it'],
    ['the file was made pretty', '{"a":1.10}', '{\n  "a": 1.10\n}', 'without insignificant white space'],
    ['the file was made pretty', '{"a":1.1}', '{ "a":1.10 }', 'parsed and written again (JSON.stringify)'],
    ['the file was made compact', '{\n  "a": 1\n}', '{"a":1}', 'indented by 2'],
    ['the file was made compact', '{\n    "a": 1\n}', '{"a":1}', 'indented by 4'],
    [
      'the sender is Python',
      '{"a": 1, "b": ":,"}',
      '{"a":1,"b":":,"}',
      "with spaces as by Python's json.dumps",
    ],
    ['the sender is Python', python, BODY, "as by Python's json.dumps"],
    ['the sender escapes', BODY.replace('ë', '\\u00eb'), BODY, 'all but ASCII escaped'],
    ['the sender is PHP', BODY.replaceAll('/', '\\/'), BODY, "slashes escaped as by PHP's json_encode"],
    ['the JSON came as a form', '{"a":1}', 'payload=%7B%22a%22%3A1%7D', 'without insignificant white space'],
    ['nothing was signed', '', BODY, 'nothing was signed'],
  ])('says that %s', (_what, body, file, told) => {
    for (const profile of ['nice', 'nexus', 'standard-webhooks']) {
      const { exitCode, text } = ask({ profile, headers: sent(profile, body), file });
      expect([exitCode, text.split('\n').length]).toEqual([1, 4]);
      expect(text).toContain('not verified: signature_mismatch');
      expect(text).toContain(told);
    }
  });

  const hex = hmac(BODY).toString('hex');
  it.each([
    ['nice-b64', { 'X-Nice-Webhook-Signature': hex }, 'it is in hex, not in base64'],
    ['cxone-hex', { 'X-CXone-Signature': hmac(BODY).toString('base64') }, 'it is in base64, not in hex'],
    [
      'nice',
      { 'X-Nice-Signature': btoa(hex) },
      'it is in base64 of the hexadecimal digits, not in hex or base64',
    ],
    ['nice', { 'X-Nice-Signature': `t=${NOW},v1=${hex}` }, 'there is other text beside it in the header'],
    [
      'nice',
      { 'X-Nice-Signature': hmac(BODY, SECRET, 'sha1').toString('hex') },
      'made with sha1, not with sha256',
    ],
    ['nice', { 'X-Nice-Signature': hmac(BODY, SECRET, 'sha512').toString('base64') }, 'made with sha512'],
    ['nice', { 'X-Nice-Signature': hmac(BODY, atob(SECRET)).toString('hex') }, 'the secret taken as base64'],
    [
      'nice',
      { 'X-Nice-Signature': hmac(BODY, `${SECRET}\n`).toString('hex') },
      'with a line break at its end',
    ],
    [
      'nice',
      { 'X-Hub-Signature-256': `sha256=${hex}` },
      'in the header x-hub-signature-256, not in x-nice-signature',
    ],
    ['nice-ts', { 'X-Nice-Webhook-Signature': hex }, 'x-nice-webhook-timestamp is not there'],
    [
      'nice-ts',
      {
        'X-Nice-Webhook-Signature': hmac(`${NOW}${BODY}`).toString('hex'),
        'X-Nice-Webhook-Timestamp': String(NOW),
      },
      'it is over {timestamp}{body}, not {timestamp}.{body}',
    ],
    [
      'nexus',
      {
        'X-Nexus-Signature-256': hmac(`${NOW}.${BODY}`).toString('hex'),
        'X-Nexus-Timestamp': String(NOW / 1_000),
      },
      `it is over ${NOW}, the time in milliseconds`,
    ],
    [
      'nexus',
      {
        'X-Nexus-Signature-256': hmac(`${NOW / 1_000}.${BODY}`).toString('hex'),
        'X-Nexus-Timestamp': String(NOW),
      },
      `it is over ${NOW / 1_000}, the time in seconds`,
    ],
    [
      'nexus',
      { 'X-Nexus-Signature-256': hex, 'X-Nexus-Timestamp': '2026-03-02' },
      'x-nexus-timestamp is no count of seconds or milliseconds since 1970: 2026-03-02',
    ],
    [
      'standard-webhooks',
      { ...sent('standard-webhooks'), 'webhook-id': '' },
      'the header webhook-id is not there',
    ],
    ['nice', { 'X-Nice-Signature': 'nonsense' }, 'no signature in any usual form'],
    ['nice', {}, 'the header x-nice-signature is not there'],
  ])('explains for %s the headers %j', (profile, headers, told) => {
    const { exitCode, text } = ask({ profile, headers });
    expect(exitCode).toBe(1);
    expect(text).toContain(told);
  });

  it('finds several differences at once', () => {
    const headers = { 'X-Nice-Webhook-Signature': hmac(`${BODY}\n`).toString('hex') };
    const { text } = ask({ profile: 'nice-b64', headers });
    expect(text).toContain('it is in hex, not in base64');
    expect(text).toContain('with a line break at its end');
  });

  it.each([
    ['nice-b64', 'nice-ts'],
    ['message', 'nice'],
    ['bearer', 'nexus'],
    ['nexus', 'bearer'],
    ['nice', 'standard-webhooks'],
  ])('tells of a delivery for %s that it is one of %s', (profile, actual) => {
    const { exitCode, text } = ask({ profile, headers: sent(actual) });
    expect(exitCode).toBe(1);
    expect(text).toContain(`it would pass as ${actual}`);
  });

  it('tells a stale time from a wrong unit, and takes the time of arrival', () => {
    const headers = sent('nexus', BODY, { now: NOW - 3_600_000 });
    expect(ask({ profile: 'nexus', headers })).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('its time is 3600 s old; WEBHOOK_SIGNATURE_TOLERANCE_S is 300'),
    });
    for (const at of [String(NOW / 1_000 - 3_500), '2026-03-02T08:20:00Z']) {
      expect(ask({ profile: 'nexus', headers, more: ['--at', at] }).exitCode).toBe(0);
    }
    const time = String(NOW);
    const custom = {
      WEBHOOK_CUSTOM_PROFILE:
        '{"header":"X-Sig","template":"{timestamp}.{body}","timestamp_header":"X-Time","timestamp_unit":"s"}',
    };
    const wrongUnit = { 'X-Sig': hmac(`${time}.${BODY}`).toString('hex'), 'X-Time': time };
    expect(ask({ profile: 'custom', headers: wrongUnit, env: custom }).text).toContain(
      `since ${time} is in ms, where custom counts in s`,
    );
  });

  it('says where a secret is another one, and shows none', () => {
    const secret = 'bm90LXRoaXMtb25l';
    for (const profile of SIGNING_PROFILES) {
      const { exitCode, text } = ask({ profile, headers: sent(profile, BODY, { secret }) });
      expect(exitCode).toBe(1);
      expect(text).toMatch(
        /the secret is another one|another token: of 16 characters, where the secrets have 20/,
      );
      expect(text).not.toMatch(/bWFkZS|bm90LX/);
    }
  });

  it.each([
    [`Bearer "${SECRET}"`, 'the token differs in quotes'],
    [`Bearer Bearer ${SECRET}`, 'a second "Bearer "'],
    [`Bearer ${SECRET.toUpperCase()}`, 'in capital letters alone'],
    [SECRET, 'no "Bearer " before the token, which is right'],
    [`Basic ${SECRET}`, 'no "Bearer " before the token'],
  ])('explains the token %s', (value, told) => {
    const { exitCode, text } = ask({ profile: 'bearer', headers: { Authorization: value } });
    expect(exitCode).toBe(1);
    expect(text).toContain(told);
    expect(text).not.toContain(SECRET);
  });

  it('names a secret that is not in its form', () => {
    const { text } = ask({
      profile: 'standard-webhooks',
      headers: sent('standard-webhooks'),
      env: { KEY: 'p@ss' },
    });
    expect(text).toContain('a secret is not base64, with or without whsec_ before it');
    expect(text).not.toContain('p@ss');
  });
});
