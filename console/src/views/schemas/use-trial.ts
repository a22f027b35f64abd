import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import type { SampleDryRun } from '../../api/types.js';
import type { Filters } from '../../router/filters.js';

/** Events of a sample. */
export const TRIAL_SAMPLE = 100;

/** What is tried: events, by the set in force or by a draft of one of its files. */
export interface TrialOf {
  filter: Filters;
  draft: { file: string; text: string } | null;
}

export interface Trial {
  /** Of the latest trial; `null`: nobody has asked for one. */
  of: TrialOf | null;
  /** `null`: it is under way, or it failed. */
  answer: SampleDryRun | null;
  failure: unknown;
  run: (of: TrialOf) => void;
}

const NONE: Omit<Trial, 'run'> = { of: null, answer: null, failure: null };

/** Asks for dry runs of a sample. They change nothing, so a new one takes the place of one that is under way. */
export function useTrial(): Trial {
  const [state, setState] = useState(NONE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = (of: TrialOf) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ ...NONE, of });
    const { filter, draft } = of;
    const body = {
      ...filter,
      sample: TRIAL_SAMPLE,
      ...(draft !== null && { draft_file: draft.file, draft: draft.text }),
    };
    call('post', '/api/v1/dlq/dry-run', {
      text: { type: 'application/json', content: JSON.stringify(body) },
      signal: controller.signal,
    }).then(
      (answer) => setState({ of, answer: answer.body, failure: null }),
      (failure: unknown) => {
        if (!controller.signal.aborted) setState({ of, answer: null, failure });
      },
    );
  };
  return { ...state, run };
}
