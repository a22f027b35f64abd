import type { ComponentChildren } from 'preact';

export type Tone = 'neutral' | 'good' | 'warning' | 'bad' | 'accent';

/** A word with a mark before it. The mark differs by its form as well as by its colour. */
export function Badge({
  tone = 'neutral',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`badge badge-${tone}`} title={title}>
      <svg class="badge-mark" width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
        <path d={MARKS[tone]} />
      </svg>
      {children}
    </span>
  );
}

/** A ring, a disc, a triangle, a square, a diamond. */
const MARKS: Record<Tone, string> = {
  neutral: 'M4 .5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM4 2.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  good: 'M4 .5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  warning: 'M4 .5L8 7.5H0z',
  bad: 'M.6.6h6.8v6.8H.6z',
  accent: 'M4 0l4 4-4 4-4-4z',
};

const STATUS_TONES: Record<string, Tone> = {
  received: 'accent',
  pending: 'warning',
  parked: 'bad',
  resolved: 'good',
  discarded: 'neutral',
  deleted: 'neutral',
  corrupt: 'bad',
  foreign: 'warning',
  unreadable: 'bad',
  planned: 'neutral',
  running: 'accent',
  paused: 'warning',
  completed: 'good',
  cancelled: 'neutral',
  stopped: 'bad',
};

/** The status of an event or a job. */
export function StatusBadge({ status }: { status: string }) {
  return <Badge tone={STATUS_TONES[status] ?? 'neutral'}>{status}</Badge>;
}
