import type { Ended } from './actions.js';

const TONES = {
  done: 'notice-good',
  failed: 'notice-bad',
  gone: 'notice-warning',
  refused: 'notice-warning',
} as const;

/** What the service said to the action that was made last. Whoever made the action announces it to screen readers. */
export function OutcomeNotice({ ended: { kind, text } }: { ended: Ended }) {
  return <p class={`notice ${TONES[kind]}`}>{text}</p>;
}
