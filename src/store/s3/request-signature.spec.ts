import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from './header-list.js';
import { RequestSigner, type Signable } from './request-signature.js';
import type { S3Credentials } from './s3-config.js';

/** The credentials of AWS's examples: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const EXAMPLE: S3Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const EXAMPLE_DATE = new Date('2013-05-24T00:00:00Z');
const host = 'examplebucket.s3.amazonaws.com';
const GET: Signable = { method: 'GET', path: '/test.txt', query: {}, headers: ['host', host] };

const valueOf = (headers: HeaderList, name: string) => headers[headers.indexOf(name) + 1] ?? '';
const authorizationIn = (headers: HeaderList) => valueOf(headers, 'authorization');

function signatureOf(
  request: Signable,
  { credentials = EXAMPLE, date = EXAMPLE_DATE, region = 'us-east-1', signer = new RequestSigner() } = {},
): string {
  return authorizationIn(signer.sign(request, credentials, region, date));
}

const pairsOf = (headers: HeaderList) =>
  headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []));

/** What the AWS SDK's own signer makes of the same request. */
async function signatureOfSdk(request: Signable, credentials: S3Credentials, date: Date): Promise<string> {
  const { sha256 } = new S3Client({ region: 'us-east-1' }).config;
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256,
    uriEscapePath: false,
  });
  const { method, path, query, body } = request;
  const headers = Object.fromEntries(pairsOf(request.headers));
  const unsigned = { protocol: 'https:', hostname: host, method, path, query, headers, body };
  return (await signer.sign(unsigned, { signingDate: date })).headers.authorization ?? '';
}

describe('the signature of a request', () => {
  it.each<[string, Signable, string]>([
    [
      'GET Object',
      { ...GET, headers: ['host', host, 'range', 'bytes=0-9'] },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT Object',
      {
        method: 'PUT',
        path: '/test%24file.text',
        query: {},
        headers: [
          'host',
          host,
          'date',
          'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class',
          'REDUCED_REDUNDANCY',
        ],
        body: Buffer.from('Welcome to Amazon S3.'),
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'GET Bucket Lifecycle',
      { ...GET, path: '/', query: { lifecycle: '' } },
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'List Objects',
      { ...GET, path: '/', query: { 'max-keys': '2', prefix: 'J' } },
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('is that of AWS’s example: %s', (_, request, signature) => {
    expect(signatureOf(request)).toContain(`Signature=${signature}`);
  });

  it('is that of the AWS SDK’s signer, whatever is signed', async () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
    const names = fc.stringMatching(/^x-amz-meta-[a-z0-9-]{1,8}$/);
    const requests = fc.record({
      method: fc.constantFrom('PUT' as const, 'GET' as const, 'DELETE' as const),
      path: fc.string({ maxLength: 10 }).map((path) => `/${encodeURIComponent(path)}`),
      query: fc.dictionary(fc.stringMatching(/^[a-z-]{1,8}$/), text, { maxKeys: 3 }),
      headers: fc
        .dictionary(names, text, { maxKeys: 4 })
        .map((headers) => [...Object.entries(headers).flat(), 'host', host]),
      body: fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }),
    });
    const credentials = fc.record({
      accessKeyId: fc.stringMatching(/^[A-Z]{4}$/),
      secretAccessKey: text.filter((secret) => secret !== ''),
      sessionToken: fc.stringMatching(/^[a-z]{3}$/),
    });
    const dates = fc.date({ min: EXAMPLE_DATE, max: new Date('2099-01-01'), noInvalidDate: true });
    // One signer for all: what it keeps of one request must not get into the next one.
    const signer = new RequestSigner();
    const property = fc.asyncProperty(requests, credentials, dates, async (request, keys, date) => {
      const ours = signatureOf(request, { credentials: keys, date, signer });
      expect(ours).toBe(await signatureOfSdk(request, keys, date));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('has the key of its own day, region and secret, whatever was signed before', () => {
    const signer = new RequestSigner();
    const cases = [
      { date: new Date('2026-11-26T23:59:59.999Z') },
      { date: new Date('2026-11-27T00:00:00.000Z') },
      // A request that was begun before midnight may be signed after one that was begun later.
      { date: new Date('2026-11-26T23:59:58.000Z') },
      { region: 'eu-central-1' },
      { credentials: { ...EXAMPLE, secretAccessKey: 'rotated' } },
      { credentials: { ...EXAMPLE, sessionToken: 'temporary' } },
      {},
    ];
    const kept = cases.map((each) => signatureOf(GET, { ...each, signer }));
    expect(kept).toEqual(cases.map((each) => signatureOf(GET, each)));
    expect(new Set(kept).size).toBe(cases.length);
    expect(kept[1]).toContain('/20261127/us-east-1/s3/aws4_request');
  });

  it('takes the digest of the body that is known already', () => {
    const signer = new RequestSigner();
    const put: Signable = { ...GET, method: 'PUT', body: Buffer.from('other bytes') };
    const signed = signer.sign({ ...put, sha256: '0'.repeat(64) }, EXAMPLE, 'us-east-1', EXAMPLE_DATE);
    expect(valueOf(signed, 'x-amz-content-sha256')).toBe('0'.repeat(64));
    expect(authorizationIn(signed)).not.toBe(signatureOf(put));
  });
});
