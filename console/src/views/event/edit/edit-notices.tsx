import { stringifyExactly } from '../../../api/lossless.js';
import { Button } from '../../../ui/button.js';
import type { PatchStep } from './json-patch.js';
import type { DryRunState } from './use-dry-run.js';

/** What the event's schema says of the draft. */
export function DryRunNotice({ state }: { state: DryRunState }) {
  const [tone, text] = wordsOf(state);
  return (
    <p class={`notice ${tone}`} role="status">
      {text}
    </p>
  );
}

function wordsOf(state: DryRunState): [tone: string, text: string] {
  switch (state.kind) {
    case 'asking':
      return ['', 'Asking its schema'];
    case 'pass':
      if (!state.targetNotAsked) return ['notice-good', 'Its schema takes it; a retry would pass.'];
      return [
        'notice-good',
        `Its schema takes it. What ${state.target ?? 'the target'} says is known after a retry.`,
      ];
    case 'fail':
      return ['notice-bad', `It would fail: ${state.error}`];
    case 'unknown':
      return ['notice-warning', `Its schema could not be asked: ${state.why}`];
  }
}

/** What would be changed, a line each. */
export function Steps({ steps }: { steps: readonly PatchStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ul class="patch-steps" aria-label="What is changed">
      {steps.map(({ op, path, value, from }, nth) => (
        <li key={nth}>
          {op} <code>{from ?? path}</code>
          {from !== undefined && (
            <>
              {' '}
              to <code>{path}</code>
            </>
          )}
          {value !== undefined && (
            <>
              {' '}
              <code>{stringifyExactly(value)}</code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The event became another one while somebody wrote; the draft is kept. */
export function ChangedMeanwhile({ steps, onGoOn }: { steps: readonly PatchStep[]; onGoOn: () => void }) {
  return (
    <div class="notice notice-warning stack" role="alert">
      <p>Somebody else changed this event after you began. Your draft is kept. This is what changed:</p>
      <Steps steps={steps} />
      <div>
        <Button onClick={onGoOn}>Compare my draft with the event as it is now</Button>
      </div>
    </div>
  );
}
