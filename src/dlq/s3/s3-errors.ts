import { StoreError } from '../store-error.js';
import { NoAnswer, type Answer } from './exchange.js';
import { readXml, textOf } from './xml.js';

/**
 * What an answer of S3 that is no success comes down to. `conflict`: the condition of the call did not hold (412, and
 * nothing else). `missing`: no object under the key. `unnamed-404`: a 404 that does not say whether the object or the
 * bucket is missing (the answer to HEAD has no body).
 */
export type S3Failure = 'conflict' | 'missing' | 'unnamed-404' | StoreError;

/** The server refused before it did anything, and wants less. */
const OVERLOADED = new Set(['SlowDown', 'SlowDownRead', 'SlowDownWrite', 'TooManyRequests', 'Throttling']);

/** The credentials have run out, and their provider may have new ones. */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);

/** Refusals that the same call may not meet again. */
const PASSING = new Set([
  'RequestTimeout',
  // The answer's date corrects the clock.
  'RequestTimeTooSkewed',
  // The body was damaged on its way.
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
  ...EXPIRED,
]);

/** The bucket is elsewhere, or the signature is for another region than the server's. */
const ELSEWHERE = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect', 'TemporaryRedirect']);

/** What the server says of a refusal. */
interface Refusal {
  status: number;
  /** S3's error code; empty where the answer names none. */
  code: string;
  region: string;
  requestId: string;
}

/**
 * Sorts an answer that is no success. A StoreError's message and cause name the error's code, its status, the
 * bucket's region and the request's id at the server: nothing of the request.
 *
 * @param changes whether the call was to change something, so that a lost answer leaves its outcome unknown.
 */
export function sortRefusal(answer: Answer, changes: boolean): S3Failure {
  const refusal = read(answer);
  const { status, code, requestId } = refusal;
  if (status === 412) return 'conflict';
  if (status === 404 && code === 'NoSuchKey') return 'missing';
  if (status === 404 && (code === '' || code === 'NotFound')) return 'unnamed-404';

  const overloaded = status === 429 || OVERLOADED.has(code);
  // 409 says that another call to the key was under way (`ConditionalRequestConflict`, `OperationAborted`). Nothing
  // was changed, and it does not follow that the condition failed: the same call is sent again.
  const passing = status === 408 || status === 409 || PASSING.has(code);
  const broken = !overloaded && status !== 501 && status >= 500;
  return new StoreError(`S3 answered ${`${status} ${code}`.trim()}${whereTo(refusal)}`, {
    outcomeUnknown: changes && broken,
    retryable: overloaded || passing || broken,
    overloaded,
    unsupported: status === 501,
    cause: new Error(`${code || 'no code'} (status ${status}, request ${requestId || 'without an id'})`),
  });
}

/** Whether the server takes the credentials for expired. */
export function saysExpired(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500 && EXPIRED.has(read(answer).code);
}

/** A call that has no whole answer as an error. */
export function asStoreError(error: unknown, changes: boolean): StoreError {
  const { reason, sent, overloaded } =
    error instanceof NoAnswer
      ? error
      : new NoAnswer(error instanceof Error ? error.name : 'unknown error', true);
  return new StoreError(sent ? `S3 did not answer: ${reason}` : `S3 was not asked: ${reason}`, {
    outcomeUnknown: changes && sent,
    retryable: true,
    overloaded,
  });
}

function read({ status, headers, body }: Answer): Refusal {
  const error = readXml(body, 'Error') ?? { name: '', text: '', children: [] };
  return {
    status,
    code: plain(textOf(error, 'Code')),
    region: plain(headers['x-amz-bucket-region'] ?? textOf(error, 'Region')),
    requestId: plain(headers['x-amz-request-id'] ?? textOf(error, 'RequestId')),
  };
}

/** Where a request should have gone, for an operator to mend. */
function whereTo({ status, code, region }: Refusal): string {
  const redirected = status >= 300 && status < 400;
  // The answer to HEAD has no body; for a wrong region it is a 400 that tells the right one.
  const unnamed = status === 400 && code === '' && region !== '';
  if (!redirected && !unnamed && !ELSEWHERE.has(code)) return '';
  if (region !== '') return `: the bucket is in the region ${region} (AWS_REGION)`;
  return ': the bucket is at another address (AWS_REGION, AWS_ENDPOINT_URL_S3)';
}

/** Names as servers give them; anything else stays out of logs. */
function plain(text: string): string {
  return /^[\w.:/-]{1,128}$/.test(text) ? text : '';
}
