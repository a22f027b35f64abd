import { call } from '../../../api/client.js';
import { parseExactly, stringifyExactly } from '../../../api/lossless.js';
import { ApiProblem } from '../../../api/problem.js';
import { endOf, withoutNumber, type Ended } from '../actions.js';
import type { PatchStep } from './json-patch.js';

export interface Refusal {
  text: string;
  /** What the schema refuses can be kept all the same. */
  mayForce: boolean;
}

export interface CorrectionOptions {
  /** Of the record that the person has seen. */
  etag: string;
  reason: string;
  retry: boolean;
  force: boolean;
}

/** Sends a correction, and says how it and its retry ended. It never throws. */
export async function sendCorrection(
  traceId: string,
  steps: readonly PatchStep[],
  { etag, reason, retry, force }: CorrectionOptions,
): Promise<{ ended: Ended } | Refusal> {
  try {
    const { body } = await call('patch', '/api/v1/dlq/events/{trace_id}', {
      path: { trace_id: traceId },
      query: { ...(reason !== '' && { reason }), retry, force },
      text: { type: 'application/json-patch+json', content: stringifyExactly(steps) },
      ifMatch: etag,
      read: parseExactly,
    });
    return { ended: endedOf(body, retry) };
  } catch (error) {
    const problem = error instanceof ApiProblem ? error : null;
    if (problem?.status === 412) {
      const text =
        'The record has changed since you looked. Your draft is kept; look at what changed, and send again.';
      return { text, mayForce: false };
    }
    const ended = await endOf(error, traceId);
    if (ended.kind === 'gone') return { ended };
    const fields = (problem?.fields ?? []).map(({ field, expected }) => `${field}: ${expected}`);
    return { text: [ended.text, ...fields].join(' '), mayForce: problem?.code === 'validation_failed' };
  }
}

function endedOf(body: unknown, retry: boolean): Ended {
  if (!retry) return { kind: 'done', text: 'It is corrected, and waits for a retry.' };
  const { retry: result } = (body ?? {}) as { retry?: { outcome?: unknown; error?: unknown } };
  if (result?.outcome === 'processed')
    return { kind: 'done', text: 'It is corrected. It passed and has left the queue.' };
  const error = typeof result?.error === 'string' ? withoutNumber(result.error) : '';
  if (result?.outcome === 'failed')
    return { kind: 'failed', text: `It is corrected, and failed again: ${error}` };
  return { kind: 'refused', text: `It is corrected, but was not retried: ${error || 'try again'}` };
}
