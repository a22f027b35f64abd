import type { Job, Role } from '../../api/types.js';
import type { Tone } from '../../ui/badge.js';
import { counted } from '../../ui/format.js';

/** What a job does. */
export type Action = Job['action'];

/** What a person can plan; a job that undoes another one begins at that one. */
export const PLANNED_ACTIONS = ['retry', 'correct', 'discard', 'restore', 'erase'] as const;
export type PlannedAction = (typeof PLANNED_ACTIONS)[number];

interface ActionWords {
  /** Of the choice and the button: `Retry`. */
  verb: string;
  /** What it does to an event, as a sentence. */
  does: string;
  needs: Role;
  /** It cannot be taken back easily. */
  danger: boolean;
}

export const ACTIONS: Record<Action, ActionWords> = {
  retry: {
    verb: 'Retry',
    does: 'Each event is sent to its target again. What passes leaves the queue.',
    needs: 'operator',
    danger: false,
  },
  correct: {
    verb: 'Correct',
    does: 'Each event is changed by the same correction. What arrived is kept beside it.',
    needs: 'operator',
    danger: true,
  },
  discard: {
    verb: 'Discard',
    does: 'No event is tried again. Each can be restored until its retention is over; then it is deleted.',
    needs: 'operator',
    danger: true,
  },
  restore: {
    verb: 'Restore',
    does: 'Discarded events are parked again, and wait for a person.',
    needs: 'operator',
    danger: false,
  },
  erase: {
    verb: 'Erase',
    does: 'Each event is deleted for good, with its earlier versions where the bucket lets us. This cannot be undone.',
    needs: 'admin',
    danger: true,
  },
  undo: {
    verb: 'Undo',
    does: 'What arrived is put back, where nobody has changed the event since. Nothing is retried.',
    needs: 'operator',
    danger: false,
  },
};

/** Of a job as the service tells it: a newer service may do what this page does not know. */
export function actionWords(action: string): ActionWords {
  const known: Readonly<Record<string, ActionWords>> = ACTIONS;
  return known[action] ?? { verb: action, does: '', needs: 'admin', danger: true };
}

/** `Retry 400 events` */
export function titleOf(job: Pick<Job, 'action' | 'total'>): string {
  return `${actionWords(job.action).verb} ${counted(job.total, 'event')}`;
}

interface OutcomeWords {
  title: string;
  meaning: string;
  tone: Tone;
}

/** In the order of the bar: what went well first. */
export const OUTCOMES: Readonly<Record<string, OutcomeWords>> = {
  succeeded: { title: 'succeeded', meaning: 'The retry passed.', tone: 'good' },
  corrected: { title: 'corrected', meaning: 'Corrected, and waiting for a person.', tone: 'good' },
  discarded: { title: 'discarded', meaning: 'Discarded.', tone: 'good' },
  restored: { title: 'restored', meaning: 'Parked again.', tone: 'good' },
  erased: { title: 'erased', meaning: 'Deleted for good.', tone: 'good' },
  gone: { title: 'gone', meaning: 'It was no longer there when the job came to it.', tone: 'neutral' },
  succeeded_or_gone: {
    title: 'succeeded or gone',
    meaning: 'It was under way when a replica ended, and is no longer there.',
    tone: 'neutral',
  },
  failed: { title: 'failed', meaning: 'It failed again, or it could not be changed.', tone: 'bad' },
  skipped_changed: {
    title: 'skipped: changed',
    meaning: 'Somebody changed it meanwhile, or it is no longer what the action needs.',
    tone: 'warning',
  },
  skipped_leased: {
    title: 'skipped: under way',
    meaning: 'Another attempt at it was under way.',
    tone: 'warning',
  },
  skipped_blocked: {
    title: 'skipped: must wait',
    meaning: 'An older event of its contact is not done.',
    tone: 'warning',
  },
  not_tried: {
    title: 'not tried',
    meaning: 'The job ended before it came to it.',
    tone: 'neutral',
  },
};

export function outcomeWords(outcome: string): OutcomeWords {
  return OUTCOMES[outcome] ?? { title: outcome.replaceAll('_', ' '), meaning: '', tone: 'neutral' };
}

/** Nothing more will happen to it. A cancelled job still brings to an end what has begun. */
export function isOver({ state, ended_at }: Job): boolean {
  return (state === 'completed' || state === 'cancelled') && ended_at !== null;
}
