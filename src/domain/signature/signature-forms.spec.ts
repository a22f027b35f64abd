import { describe, expect, it } from 'vitest';
import { SIGNING_PROFILES } from '../../../fake-cxone/sign.mjs';
import {
  BODY,
  base64,
  hex,
  lower,
  NOW,
  PROFILES,
  profileOf,
  refused,
  SECRET,
  signed,
  verify,
} from '../../../test/support/signed.js';
import { checkSignatures } from '../../webhook/signature/check-signatures.js';
import { signingKeyOf } from './signature-key.js';

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
