import { Problem, RETRY_AFTER_SECONDS, type ProblemDetails } from '../http/problem.js';
import { StoreError } from '../store/store-error.js';

/** How a StoreError is answered; `null` for any other error. */
export function storeProblem(thrown: unknown): ProblemDetails | null {
  if (!(thrown instanceof StoreError)) return null;
  if (thrown.overloaded) {
    return Problem.overloaded('The object store has as much to do as it can; try again.').details;
  }
  return {
    status: 503,
    code: 'store_unavailable',
    detail: 'The object store gave no usable answer. Nothing was lost; try again.',
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  };
}
