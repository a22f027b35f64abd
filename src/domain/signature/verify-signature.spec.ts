import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BODY,
  lower,
  NOW,
  PROFILES,
  profileOf,
  refused,
  SECRET,
  signed,
  verify,
} from '../../../test/support/signed.js';

const TIMED = ['nice-ts', 'nexus', 'standard-webhooks'];

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
