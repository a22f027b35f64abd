import { PermanentError } from '../../domain/letter/failure.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { ExactJson } from '../../domain/json/exact-json.js';
import type { JsonText } from '../../domain/json/json-text.js';
import { spelt } from './number-spelling.js';
import type { UpcastQueue } from './upcast-queue.js';

/** Brings events from one version into the shape of the next. */
export interface Upcaster {
  from: string;
  to: string;
  file: string;
  /** JSONata, over the whole event. */
  source: string;
}

/**
 * The event's text in the next version's shape. Numbers that no double holds are placeholders in the expression:
 * `$string` and `$type` recognise them, and calculating with them fails. Numbers that JavaScript would only spell
 * differently (1.10) are numbers in it. Where they come out unchanged, they keep their spelling.
 *
 * @throws PermanentError `upcast_failed`; what UpcastQueue.run throws
 */
export async function upcast(
  { eventId }: CxoneEvent,
  text: JsonText,
  { file, source }: Upcaster,
  queue: Pick<UpcastQueue, 'run'>,
  signal: AbortSignal,
): Promise<JsonText> {
  const fail = (why: string) => new PermanentError('upcast_failed', `${file} ${why}`);
  const exact = ExactJson.forTexts(text, source);
  if (exact === null)
    throw fail(`cannot run on event ${eventId}: it uses all of Unicode's private characters`);
  const input = exact.encode(text, 'inexact');
  const respelt = exact.encode(text, 'respelt');
  const task = { source, input, respelt: respelt === input ? null : respelt, marks: exact.marks };
  let answer;
  try {
    answer = await queue.run(file, task, signal);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new PermanentError(error.code, `${exact.plainText(error.message)} in event ${eventId}`);
  }
  const { result, spelling } = answer;
  if (result?.[0] !== '{')
    throw fail(`gave ${result === null ? 'nothing' : 'no object'} for event ${eventId}`);
  const decoded = exact.decode(task.respelt === null ? result : spelt(result, spelling, text, exact));
  if (decoded === null) throw fail(`took a number apart that no double holds, in event ${eventId}`);
  return decoded;
}
