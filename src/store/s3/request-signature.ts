import { createHmac, hash } from 'node:crypto';
import { escapeUri } from '@smithy/core/protocols';
import { addInOrder, sortedHeaders, type HeaderList } from './header-list.js';
import { HmacSha256 } from './hmac-sha256.js';
import type { S3Credentials } from './s3-config.js';
import type { S3Request } from './s3-request.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 's3';
const TERMINATOR = 'aws4_request';

const SHA256_OF_NOTHING = digestOf('');

/** What is signed of a request. */
export interface Signable {
  method: S3Request['method'];
  /** Percent-encoded, as it is sent. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** `host` is one of them. */
  headers: HeaderList;
  body?: Uint8Array | undefined;
  /** The SHA-256 of the body in hex, where it is known already. */
  sha256?: string | undefined;
}

/** The key of one day, with what it was made of. */
interface DayKey {
  secret: string;
  day: string;
  region: string;
  key: HmacSha256;
}

/**
 * Signs requests by Signature Version 4, in the Authorization header:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * The AWS SDK's signer makes several key objects for each request and digests the body each time. This one keeps the
 * key of the day, so that a request costs one HMAC, and takes a digest that the caller has. S3 refuses a body that does not
 * match its digest.
 */
export class RequestSigner {
  private dayKey: DayKey | undefined;
  private second = { at: Number.NaN, text: '' };

  /**
   * @param date the time of signing, by the server's clock
   * @returns the headers to send: those of the request, and those of the signature
   */
  sign(request: Signable, credentials: S3Credentials, region: string, date: Date): string[] {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const {
      method,
      path,
      query,
      body,
      sha256 = body === undefined ? SHA256_OF_NOTHING : digestOf(body),
    } = request;
    const time = this.timeText(date);
    const day = time.slice(0, 8);
    const headers = sortedHeaders(request.headers);
    addInOrder(headers, 'x-amz-content-sha256', sha256);
    addInOrder(headers, 'x-amz-date', time);
    if (sessionToken) addInOrder(headers, 'x-amz-security-token', sessionToken);
    let names = '';
    let canonical = `${method}\n${path}\n${canonicalQuery(query)}\n`;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at]!;
      names += at === 0 ? name : `;${name}`;
      canonical += `${name}:${trimmed(headers[at + 1]!)}\n`;
    }
    canonical += `\n${names}\n${sha256}`;
    const scope = `${day}/${region}/${SERVICE}/${TERMINATOR}`;
    const toSign = `${ALGORITHM}\n${time}\n${scope}\n${digestOf(canonical)}`;
    const signature = this.keyOf(secretAccessKey, day, region).of(toSign);
    const credential = `Credential=${accessKeyId}/${scope}`;
    headers.push(
      'authorization',
      `${ALGORITHM} ${credential}, SignedHeaders=${names}, Signature=${signature}`,
    );
    return headers;
  }

  /** The time in the basic form of ISO 8601, such as `20130524T000000Z`. Many requests are signed in one second. */
  private timeText(date: Date): string {
    const at = Math.floor(date.getTime() / 1_000);
    if (this.second.at !== at) {
      this.second = { at, text: date.toISOString().replace(/[-:]|\.\d{3}/g, '') };
    }
    return this.second.text;
  }

  /** The key changes at midnight in UTC, and with the secret. */
  private keyOf(secret: string, day: string, region: string): HmacSha256 {
    const kept = this.dayKey;
    if (kept?.secret === secret && kept.day === day && kept.region === region) return kept.key;
    let key = Buffer.from(`AWS4${secret}`, 'utf8');
    for (const part of [day, region, SERVICE, TERMINATOR])
      key = createHmac('sha256', key).update(part).digest();
    this.dayKey = { secret, day, region, key: new HmacSha256(key) };
    return this.dayKey.key;
  }
}

/** In hex. */
function digestOf(data: string | Uint8Array): string {
  return hash('sha256', data);
}

function canonicalQuery(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => [escapeUri(name), escapeUri(value)] as const);
  if (pairs.length > 1) pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Spaces at the ends do not count, and several in a row count as one. */
function trimmed(value: string): string {
  return /^\s|\s$|\s\s|[\t\r\n]/.test(value)
    ? value
        .replace(/[\r\n]/g, ' ')
        .replace(/[ \t]+/g, ' ')
        .replace(/^ | $/g, '')
    : value;
}
