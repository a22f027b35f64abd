import { answerHeader, type S3Answer } from './s3-answer.js';
import type { S3Request } from './s3-request.js';

/** The statuses of S3's successes. Others, such as 202 and 206, promise less. */
const SUCCESSES: Record<S3Request['method'], readonly number[]> = {
  DELETE: [200, 204],
  GET: [200],
  HEAD: [200],
  PUT: [200],
};

/**
 * Whether a success of HTTP is one of S3's. A proxy, a portal or a wrong address answers everything with 200 and a
 * page: a write that it "took" is stored nowhere.
 */
export function isFromS3(answer: S3Answer, { method }: S3Request): boolean {
  const { status, body, oversized } = answer;
  if (!SUCCESSES[method].includes(status)) return false;
  if (/^text\/html\b/i.test(answerHeader(answer, 'content-type') ?? '')) return false;
  const hasBody = method === 'GET' || method === 'HEAD';
  return hasBody || (body.length === 0 && oversized !== true);
}
