import { StoreError } from '../store-error.js';
import { answerHeader, ExchangeFailed, type S3Answer } from './s3-answer.js';
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
 * The meaning of an error answer of S3. `conflict`: the condition of the call did not hold (only 412). `missing`: the
 * key has no object. `unnamed-404`: a 404 that does not say whether the object or the bucket is missing, because the
 * answer to HEAD has no body.
 */
export type S3Failure = 'conflict' | 'missing' | 'unnamed-404' | StoreError;

/**
 * Statuses that a server answers only after it has accepted the credentials. The error document need not be read for them: a
 * start races for conditions, and reading the 412 of each loser was a twentieth of its time.
 */
const AFTER_CREDENTIALS = new Set([404, 409, 412]);

/** The server's description of an error. */
interface ErrorAnswer {
  status: number;
  /** S3's error code; empty where the answer names none. */
  code: string;
  region: string;
  requestId: string;
}

/**
 * Classifies an error answer. The message and cause of a StoreError hold the error's code and status, the bucket's
 * region and the server's request id, and nothing of the request.
 *
 * @param changes whether the call was to change something, so that a lost answer leaves its outcome unknown.
 * @param asked the host that gave the answer.
 */
export function sortRefusal(answer: S3Answer, changes: boolean, asked = ''): S3Failure {
  if (answer.status === 412) return 'conflict';
  const refusal = read(answer);
  const { status, code, requestId } = refusal;
  if (status === 404 && code === 'NoSuchKey') return 'missing';
  if (status === 404 && (code === '' || code === 'NotFound')) return 'unnamed-404';

  const overloaded = status === 429 || OVERLOADED.has(code) || THROTTLED.test(code);
  // 409 means that another call to the key was running (`ConditionalRequestConflict`, `OperationAborted`). Nothing was
  // changed, and the condition may still hold: the same call is sent again.
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
 * Whether the server refused the credentials, so that new ones may help. The answer to HEAD has no code, so its status
 * must be enough.
 */
export function refusesCredentials(answer: S3Answer): boolean {
  const { status } = answer;
  if (status < 400 || status >= 500 || AFTER_CREDENTIALS.has(status)) return false;
  const { code } = read(answer);
  return (
    status === 401 ||
    EXPIRED.has(code) ||
    REPLACED.has(code) ||
    (code === '' && (status === 400 || status === 403))
  );
}

/** Whether the server may have refused the request because it does not know one of its headers. */
export function refusesHeaders(answer: S3Answer): boolean {
  return answer.status === 501 || (answer.status === 400 && UNKNOWN_HEADER.has(read(answer).code));
}

/**
 * The error of a call that got no whole answer.
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

/** The error for an HTTP success that did not come from S3, such as the page of a portal or a proxy. */
export function notFromS3(changes: boolean, asked: string): StoreError {
  return new StoreError(`the answer did not come from S3; it may be the web page of a proxy${named(asked)}`, {
    outcomeUnknown: changes,
    retryable: true,
  });
}

function named(asked: string): string {
  return asked === '' ? '' : ` (asked: ${asked})`;
}

function read(answer: S3Answer): ErrorAnswer {
  const { status, body } = answer;
  const error = readXml(body, 'Error') ?? { name: '', text: '', children: [] };
  return {
    status,
    code: plain(textOf(error, 'Code')),
    region: plain(answerHeader(answer, 'x-amz-bucket-region') ?? textOf(error, 'Region')),
    requestId: plain(answerHeader(answer, 'x-amz-request-id') ?? textOf(error, 'RequestId')),
  };
}

/** Where the bucket is, so that the operator can correct the configuration. */
function whereTo({ status, code, region }: ErrorAnswer): string {
  const redirected = status >= 300 && status < 400;
  // The answer to HEAD has no body. For a wrong region it is a 400 with a header that names the right one.
  const unnamed = status === 400 && code === '' && region !== '';
  if (!redirected && !unnamed && !ELSEWHERE.has(code)) return '';
  if (region !== '') return `: the bucket is in the region ${region} (AWS_REGION)`;
  return ': the bucket is at another address (AWS_REGION, AWS_ENDPOINT_URL_S3)';
}

/** The text if it looks like a name; otherwise empty, so that nothing else reaches a log. */
function plain(text: string): string {
  return /^[\w.:/-]{1,128}$/.test(text) ? text : '';
}
