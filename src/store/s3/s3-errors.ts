import { StoreError } from '../store-error.js';
import { ExchangeFailed, type S3Answer } from './s3-answer.js';
import {
  ELSEWHERE,
  EXPIRED,
  OVERLOADED,
  PASSING,
  REPLACED,
  THROTTLED,
  UNKNOWN_HEADER,
} from './s3-error-codes.js';
import { readXml, textOf } from './xml.js';

/**
 * What an answer of S3 that is no success comes down to. `conflict`: the condition of the call did not hold (412, and
 * nothing else). `missing`: no object under the key. `unnamed-404`: a 404 that does not say whether the object or the
 * bucket is missing (the answer to HEAD has no body).
 */
export type S3Failure = 'conflict' | 'missing' | 'unnamed-404' | StoreError;

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
 * @param asked the host that gave the answer.
 */
export function sortRefusal(answer: S3Answer, changes: boolean, asked = ''): S3Failure {
  const refusal = read(answer);
  const { status, code, requestId } = refusal;
  if (status === 412) return 'conflict';
  if (status === 404 && code === 'NoSuchKey') return 'missing';
  if (status === 404 && (code === '' || code === 'NotFound')) return 'unnamed-404';

  const overloaded = status === 429 || OVERLOADED.has(code) || THROTTLED.test(code);
  // 409 says that another call to the key was under way (`ConditionalRequestConflict`, `OperationAborted`). Nothing
  // was changed, and it does not follow that the condition failed: the same call is sent again.
  const passing = status === 408 || status === 409 || PASSING.has(code);
  const broken = !overloaded && status !== 501 && status >= 500;
  const message = `S3 answered ${`${status} ${code}`.trim()}${whereTo(refusal)}${named(asked)}`;
  return new StoreError(message, {
    outcomeUnknown: changes && broken,
    retryable: overloaded || passing || broken,
    overloaded,
    unsupported: status === 501,
    cause: new Error(`${code || 'no code'} (status ${status}, request ${requestId || 'without an id'})`),
  });
}

/**
 * Whether the server refuses a request for its credentials, so that others may pass. The answer to HEAD has no body
 * and so does not tell.
 */
export function refusesCredentials(answer: S3Answer): boolean {
  const { status } = answer;
  if (status < 400 || status >= 500) return false;
  const { code } = read(answer);
  return (
    status === 401 ||
    EXPIRED.has(code) ||
    REPLACED.has(code) ||
    (code === '' && (status === 400 || status === 403))
  );
}

/** Whether an answer may be about a header of the request that the server does not know. */
export function refusesHeaders(answer: S3Answer): boolean {
  return answer.status === 501 || (answer.status === 400 && UNKNOWN_HEADER.has(read(answer).code));
}

/**
 * A call that has no whole answer as an error.
 *
 * @param changes whether the call was to change something.
 * @param asked the host that was asked.
 */
export function asStoreError(error: unknown, changes: boolean, asked = ''): StoreError {
  const { reason, sent, overloaded, final } =
    error instanceof ExchangeFailed
      ? error
      : new ExchangeFailed(error instanceof Error ? error.name : 'unknown error', true);
  const what = final ? 'S3 gave' : sent ? 'S3 did not answer:' : 'S3 was not asked:';
  return new StoreError(`${what} ${reason}${named(asked)}`, {
    outcomeUnknown: changes && sent,
    retryable: !final,
    overloaded,
  });
}

/** What an answer that is a success of HTTP and nothing of S3's comes down to: a portal's or a proxy's page. */
export function notFromS3(changes: boolean, asked: string): StoreError {
  return new StoreError(`S3 answered with something that is not S3's, such as a web page${named(asked)}`, {
    outcomeUnknown: changes,
    retryable: true,
  });
}

function named(asked: string): string {
  return asked === '' ? '' : ` (asked: ${asked})`;
}

function read({ status, headers, body }: S3Answer): Refusal {
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
