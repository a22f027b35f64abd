import { nextTask, type Retention } from '../domain/letter/agenda.js';
import type { Sight } from '../domain/letter/sight.js';
import { taskFields, type Summary } from './summary.js';

type Known = Pick<Summary, 'status' | 'byHand' | 'task' | 'taskAt' | 'sequence'> & { readEtag(): string };

/**
 * Whether a sight of a record says what is known of it already, as mostly when a retry reads its record. With the same ETag its
 * bytes are the same; its metadata and the time decide the rest. What a snapshot said is never taken for known: another
 * version may have written that.
 *
 * @param now our own clock at the sight, milliseconds since the epoch
 */
export function isAsKnown(
  known: Known,
  { etag, times, content }: Sight,
  retention: Retention,
  now: number,
): boolean {
  if (content.kind !== 'record' || known.sequence === 0 || known.readEtag() !== etag) return false;
  const { letter, byHand } = content;
  if (known.status !== letter.status || known.byHand !== byHand) return false;
  const { task, taskAt } = taskFields(nextTask(letter, times, retention, now));
  return known.task === task && known.taskAt === taskAt;
}
