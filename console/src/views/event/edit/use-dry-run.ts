import { useEffect, useState } from 'preact/hooks';
import { call } from '../../../api/client.js';
import { stringifyExactly } from '../../../api/lossless.js';
import { sentenceOf } from '../../../api/problem.js';

/** What the event's schema says of a payload. */
export type DryRunState =
  | { kind: 'asking' }
  | { kind: 'pass'; targetNotAsked: boolean; target: string | null }
  | { kind: 'fail'; error: string }
  | { kind: 'unknown'; why: string };

const TYPING_MS = 400;

/** Asks what a retry would do with another payload, a moment after the last change. @param payload `undefined`: no JSON */
export function useDryRun(traceId: string, payload: unknown): DryRunState {
  const [state, setState] = useState<DryRunState>({ kind: 'asking' });
  const text = payload === undefined ? undefined : stringifyExactly({ payload });
  useEffect(() => {
    if (text === undefined) return;
    setState({ kind: 'asking' });
    const controller = new AbortController();
    const ask = async () => {
      try {
        const { body } = await call('post', '/api/v1/dlq/events/{trace_id}/dry-run', {
          path: { trace_id: traceId },
          text: { type: 'application/json', content: text },
          signal: controller.signal,
        });
        setState(
          body.would === 'pass'
            ? { kind: 'pass', targetNotAsked: body.target_not_asked, target: body.target }
            : { kind: 'fail', error: body.error ?? 'It would fail.' },
        );
      } catch (error) {
        if (!controller.signal.aborted) setState({ kind: 'unknown', why: sentenceOf(error) });
      }
    };
    const timer = setTimeout(() => void ask(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [traceId, text]);
  return state;
}
