import type { CxoneEvent } from '../domain/event/event.js';
import type { JsonText } from '../domain/json/json-text.js';
import { lineAndColumn } from '../processing/schemas/line-and-column.js';
import type { UpcastQueue } from '../processing/schemas/upcast-queue.js';
import { upcast } from '../processing/schemas/upcaster.js';

/** How an error calls the expression. */
const NAME = 'the expression';

/**
 * Runs the JSONata expressions that people correct events with. They run where upcasters run: in a process of their own,
 * with limits of time and memory. That process is another one than that of the upcasters, so an expression that needs a
 * second for each event holds up no event that arrives.
 */
export class CorrectionExpressions {
  constructor(private readonly queue: Pick<UpcastQueue, 'run' | 'syntaxProblem'>) {}

  /**
   * What the expression makes of an event. Digits stay as in an upcaster.
   *
   * @throws PermanentError where it fails or makes no object; TransientError where too many wait; the signal's reason
   */
  of(event: CxoneEvent, source: string, signal: AbortSignal): Promise<JsonText> {
    const { schemaVersion: from } = event;
    return upcast(event, event.text, { from, to: from, file: NAME, source }, this.queue, signal);
  }

  /**
   * Where an expression is no JSONata, and why; `null`: it is.
   *
   * @throws TransientError where too many wait; the signal's reason
   */
  async syntaxProblem(source: string, signal: AbortSignal): Promise<string | null> {
    const problem = await this.queue.syntaxProblem(source, signal);
    return problem === null ? null : `${problem.message} (${lineAndColumn(source, problem.position)})`;
  }
}
