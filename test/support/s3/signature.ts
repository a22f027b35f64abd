import { createHash, createHmac } from 'node:crypto';
import type { S3Request } from './s3-request.js';

/** Who may ask, and from where a request must be signed. */
export interface SignatureRules {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export type SignatureRefusal =
  | 'AccessDenied'
  | 'AuthorizationHeaderMalformed'
  | 'InvalidAccessKeyId'
  | 'RequestTimeTooSkewed'
  | 'SignatureDoesNotMatch'
  | 'XAmzContentSHA256Mismatch';

const MAX_SKEW_MS = 15 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks a request as S3 does, written from its documentation and without the signer under test.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function refuseSignature(
  request: S3Request,
  rules: SignatureRules,
  now: number,
): SignatureRefusal | undefined {
  const { headers, method } = request;
  const [, accessKeyId, day, region, names, signature] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (!accessKeyId || !day || !region || !names || !signature) return 'AccessDenied';
  if (accessKeyId !== rules.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== rules.region) return 'AuthorizationHeaderMalformed';
  const date = one(headers['x-amz-date']);
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - now) <= MAX_SKEW_MS)) return 'RequestTimeTooSkewed';

  const signed = names.split(';');
  const mustBeSigned = Object.keys(headers).filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'),
  );
  if (mustBeSigned.some((name) => !signed.includes(name))) return 'SignatureDoesNotMatch';
  const canonical = [
    method,
    encode(request.path).replaceAll('%2F', '/'),
    canonicalQuery(request.query),
    ...signed.map((name) => `${name}:${one(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    one(headers['x-amz-content-sha256']),
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
  const key = scope.split('/').reduce<Buffer | string>(hmac, `AWS4${rules.secretAccessKey}`);
  if (hmac(key, toSign).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  return one(headers['x-amz-content-sha256']) === sha256(request.body)
    ? undefined
    : 'XAmzContentSHA256Mismatch';
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** All but the unreserved characters of RFC 3986, section 2.3. */
function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function one(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
