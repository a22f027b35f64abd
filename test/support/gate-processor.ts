import { PermanentError, TransientError } from '../../src/domain/letter/failure.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { EventProcessor, ProcessingContext } from '../../src/processing/processor.js';

export type Verdict = 'pass' | 'transient' | 'permanent' | 'crash' | 'hang';

/** A processor whose verdict a test sets, and which counts what runs at once for each event. */
export class GateProcessor implements EventProcessor {
  verdict: Verdict = 'pass';
  /** While set, runs wait for it before they end. */
  hold: Promise<void> | undefined;
  readonly runs: Array<{ eventId: string; context: ProcessingContext }> = [];
  mostAtOnce = 0;
  passed = 0;
  private readonly running = new Map<string, number>();

  async process(event: CxoneEvent, context: ProcessingContext): Promise<void> {
    this.runs.push({ eventId: event.eventId, context });
    const atOnce = (this.running.get(event.identity) ?? 0) + 1;
    this.running.set(event.identity, atOnce);
    this.mostAtOnce = Math.max(this.mostAtOnce, atOnce);
    try {
      // Gives way, so that another run that was let in would be seen.
      await new Promise((resolve) => setImmediate(resolve));
      await this.hold;
      await this.end(event, context.signal);
    } finally {
      this.running.set(event.identity, this.running.get(event.identity)! - 1);
    }
  }

  private async end(event: CxoneEvent, signal: AbortSignal): Promise<void> {
    switch (this.verdict) {
      case 'pass':
        this.passed++;
        return;
      case 'transient':
        throw new TransientError('upstream_error', `the CRM answered HTTP 503 to ${event.eventId}`);
      case 'permanent':
        throw new PermanentError('validation_failed', `nothing fits ${event.eventId}`);
      case 'crash':
        throw new TypeError('cannot read properties of undefined');
      case 'hang':
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
    }
  }
}
