import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedHeaders, SIGNING_PROFILES } from '../../../fake-cxone/sign.mjs';
import { checkSignatures } from '../../webhook/signature/check-signatures.js';
import { signingKeyOf } from './signature-key.js';
import { SIGNATURE_PROFILES, type SignatureProfile } from './signature-profile.js';
import { verifySignature, type Verdict } from './verify-signature.js';

const NOW = 1_772_443_200_000;
const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZg==';
const BODY = '{ "event_id":"evt_1", "payload":{"n":1.10} }\n';
const PROFILES = SIGNATURE_PROFILES.map(({ name }) => name);
const TIMED = ['nice-ts', 'nexus', 'standard-webhooks'];

function profileOf(name: string): SignatureProfile {
  return SIGNATURE_PROFILES.find((profile) => profile.name === name)!;
}

/** Headers as Node has them. */
function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

interface Check {
  profile: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  secrets?: string[];
  now?: number;
}

function verify({ profile: name, headers, body = BODY, secrets = [SECRET], now = NOW }: Check): Verdict {
  const profile = profileOf(name);
  const keys = secrets.map((secret) => signingKeyOf(secret, profile.secret)!);
  return verifySignature(
    { profile, keys, toleranceS: 300 },
    { headers: lower(headers), body: Buffer.from(body) },
    now,
  );
}

const signed = (profile: string, more: { secret?: string; body?: string | Uint8Array; now?: number } = {}) =>
  signedHeaders({ profile, secret: SECRET, body: BODY, now: NOW, id: 'msg_1', ...more });

const hex = (...parts: string[]) => createHmac('sha256', SECRET).update(parts.join('')).digest('hex');
const base64 = (...parts: string[]) => createHmac('sha256', SECRET).update(parts.join('')).digest('base64');
const refused = (reason: string) => ({ verified: false, reason });

describe('known answers', () => {
  it('agrees with RFC 4231, test case 2', () => {
    const body = 'what do ya want for nothing?';
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(
      verify({ profile: 'nice', headers: { 'X-Nice-Signature': signature }, body, secrets: ['Jefe'] }),
    ).toEqual({ verified: true, key: 0 });
  });

  it("agrees with Standard Webhooks' own example", () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const body = '{"test": 2432232314}';
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    const now = 1_614_265_330_000;
    expect(verify({ profile: 'standard-webhooks', headers, body, secrets, now })).toEqual({
      verified: true,
      key: 0,
    });
  });
});

describe.each(PROFILES)('the profile %s', (profile) => {
  it('believes what the sender signed', () => {
    expect(verify({ profile, headers: signed(profile) })).toEqual({ verified: true, key: 0 });
  });

  it('verifies any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        // A body that begins with a number and a dot is refused, so that a timestamp cannot be a part of it.
        const body = Buffer.concat([Buffer.from('{'), bytes]);
        expect(verify({ profile, headers: signed(profile, { body }), body }).verified).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('believes any of several secrets, and says which', () => {
    const secrets = ['bmV3', SECRET, 'b2xk'];
    expect(verify({ profile, headers: signed(profile), secrets })).toEqual({ verified: true, key: 1 });
  });

  it('does not believe another secret', () => {
    expect(verify({ profile, headers: signed(profile), secrets: ['YW5vdGhlcg=='] })).toEqual(
      refused('signature_mismatch'),
    );
    expect(verify({ profile, headers: signed(profile), secrets: [] })).toEqual(refused('signature_mismatch'));
  });

  it('misses its header where that is empty or absent', () => {
    const { [profileOf(profile).header]: _, ...others } = lower(signed(profile));
    expect(verify({ profile, headers: others })).toEqual(refused('signature_missing'));
    const empty = { ...others, [profileOf(profile).header]: '' };
    expect(verify({ profile, headers: empty })).toEqual(refused('signature_missing'));
  });

  it.each(['x', 'sha256=', 'v1,', 'Bearer', 'a'.repeat(63), `${'a'.repeat(63)}g`, 'é'.repeat(64), '=', ' '])(
    'never believes %j',
    (value) => {
      expect(
        verify({ profile, headers: { ...signed(profile), [profileOf(profile).header]: value } }).verified,
      ).toBe(false);
    },
  );

  it('never believes a signature of which a character is another', () => {
    const { header } = profileOf(profile);
    const headers = lower(signed(profile));
    const value = headers[header]!;
    // The last characters of base64 hold bits that mean nothing.
    for (let at = value.lastIndexOf(' ') + 1; at < value.length - 2; at++) {
      const other = `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`;
      expect(verify({ profile, headers: { ...headers, [header]: other } }).verified).toBe(false);
    }
  });
});

describe.each(PROFILES.filter((name) => name !== 'bearer'))('the body of %s', (profile) => {
  it.each([BODY.trimEnd(), ` ${BODY}`, BODY.replace('1.10', '1.1'), ''])(
    'is signed to the byte: not %j',
    (body) => {
      expect(verify({ profile, headers: signed(profile), body })).toMatchObject(
        refused('signature_mismatch'),
      );
    },
  );
});

describe.each(TIMED)('the timestamp of %s', (profile) => {
  const timestamp = profileOf(profile).timestamp!.header;

  it.each([
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ])('that is %i s from now: believed is %s', (offset, verified) => {
    const verdict = verify({ profile, headers: signed(profile, { now: NOW + offset * 1_000 }) });
    expect(verdict).toMatchObject(
      verified ? { verified } : { verified, reason: 'timestamp_stale', ageS: -offset },
    );
  });

  it('is signed along', () => {
    const headers = { ...lower(signed(profile)), [timestamp]: String(NOW / 1_000 + 1) };
    expect(verify({ profile, headers })).toEqual(refused('signature_mismatch'));
  });

  it('must be there, and a time', () => {
    const headers = lower(signed(profile));
    expect(verify({ profile, headers: { ...headers, [timestamp]: '' } })).toEqual(
      refused('timestamp_missing'),
    );
    for (const time of ['now', '-1', '1.5', '0x10', '9'.repeat(16), '2026-03-02T09:20:00Z']) {
      expect(verify({ profile, headers: { ...headers, [timestamp]: time } })).toEqual(
        refused('timestamp_invalid'),
      );
    }
  });

  it('is stale only where the signature is right', () => {
    const headers = signed(profile, { now: NOW - 9_000_000, secret: 'YW5vdGhlcg==' });
    expect(verify({ profile, headers })).toEqual(refused('signature_mismatch'));
  });
});

describe('the forms of a signature', () => {
  it.each([
    ['nice-b64', 'X-Nice-Webhook-Signature', base64(BODY)],
    ['nice-b64', 'X-Nice-Webhook-Signature', base64(BODY).replace('=', '')],
    ['nice-b64', 'X-Nice-Webhook-Signature', base64(BODY).replaceAll('+', '-').replaceAll('/', '_')],
    ['nice', 'X-Nice-Signature', hex(BODY)],
    ['nice', 'X-Nice-Signature', hex(BODY).toUpperCase()],
    ['nice', 'X-Nice-Signature', base64(BODY)],
    ['nice', 'X-Nice-Signature', `sha256=${hex(BODY)}`],
    ['nice', 'X-Nice-Signature', `SHA256=${base64(BODY)}`],
    ['message', 'X-Message-Signature', hex(BODY)],
    ['cxone-hex', 'X-CXone-Signature', hex(BODY)],
    ['bearer', 'Authorization', `bearer ${SECRET}`],
  ])('%s takes %s: %s', (profile, header, value) => {
    expect(verify({ profile, headers: { [header]: value } })).toEqual({ verified: true, key: 0 });
  });

  it.each([
    ['nice-b64', 'X-Nice-Webhook-Signature', hex(BODY)],
    ['cxone-hex', 'X-CXone-Signature', base64(BODY)],
    ['standard-webhooks', 'webhook-signature', base64(BODY)],
    ['bearer', 'Authorization', SECRET],
    ['bearer', 'Authorization', `Basic ${SECRET}`],
  ])('%s does not take %s: %s', (profile, header, value) => {
    expect(verify({ profile, headers: { [header]: value } })).toEqual(refused('signature_malformed'));
  });

  it.each([NOW, NOW / 1_000])('nice-ts and nexus take the time %i, in either unit', (time) => {
    const signature = hex(`${time}.`, BODY);
    const nice = { 'X-Nice-Webhook-Timestamp': String(time), 'X-Nice-Webhook-Signature': signature };
    const nexus = { 'X-Nexus-Timestamp': String(time), 'X-Nexus-Signature-256': signature };
    expect(verify({ profile: 'nice-ts', headers: nice })).toEqual({ verified: true, key: 0 });
    expect(verify({ profile: 'nexus', headers: nexus })).toEqual({ verified: true, key: 0 });
  });

  it('cxone-hex takes the body alone only where no timestamp is there', () => {
    const headers = { 'X-CXone-Signature': hex(BODY) };
    expect(verify({ profile: 'cxone-hex', headers })).toEqual({ verified: true, key: 0 });
    const timed = { ...headers, 'X-CXone-Timestamp': String(NOW) };
    expect(verify({ profile: 'cxone-hex', headers: timed })).toEqual(refused('signature_mismatch'));
    const old = signed('cxone-hex', { now: NOW - 301_000 });
    expect(verify({ profile: 'cxone-hex', headers: old })).toMatchObject(refused('timestamp_stale'));
  });

  it.each(['cxone-hex', 'nice', 'message', 'nice-b64'])(
    '%s does not take a timestamp that was moved from its header into the body',
    (name) => {
      for (const body of [`${NOW}.${BODY}`, `${NOW / 1_000}.a=1&payload=${encodeURIComponent(BODY)}`]) {
        const { header, encodings } = profileOf(name);
        const signature = encodings.includes('hex') ? hex(body) : base64(body);
        const verdict = verify({ profile: name, headers: { [header]: signature }, body });
        expect(verdict).toEqual(refused('signature_mismatch'));
      }
    },
  );

  it('nice-b64 leaves a delivery with a timestamp to nice-ts, where both are active', () => {
    const keys = [signingKeyOf(SECRET, 'text')!];
    const active = ['nice-b64', 'nice-ts'].map((name) => ({
      profile: profileOf(name),
      keys,
      toleranceS: 300,
    }));
    const check = (headers: Record<string, string>) =>
      checkSignatures(active, { headers: lower(headers), body: Buffer.from(BODY) }, NOW).verified;
    expect(check(signed('nice-ts'))).toBe(true);
    expect(check(signed('nice-b64'))).toBe(true);
    expect(check({ ...signed('nice-b64'), 'X-Nice-Webhook-Timestamp': String(NOW) })).toBe(false);
  });

  it('standard-webhooks takes any of several signatures, and needs its id', () => {
    const headers = signed('standard-webhooks');
    const several = `v1a,c29tZXRoaW5n v1,${'A'.repeat(43)}= ${headers['webhook-signature']}`;
    const check = { profile: 'standard-webhooks', headers: { ...headers, 'webhook-signature': several } };
    expect(verify(check)).toEqual({ verified: true, key: 0 });
    expect(verify({ ...check, headers: { ...headers, 'webhook-id': '' } })).toEqual(
      refused('webhook_id_missing'),
    );
  });

  it('every profile can be signed by the fake CXone', () => {
    expect(SIGNING_PROFILES.toSorted()).toEqual([...PROFILES, 'custom'].toSorted());
  });
});
