import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { ProcessingContext } from '../../src/processing/processor.js';
import { GateProcessor } from './gate-processor.js';

/** A processor that passes so many runs, and fails all later ones for good. */
export class TurningProcessor extends GateProcessor {
  constructor(private readonly passes: number) {
    super();
  }

  override process(event: CxoneEvent, context: ProcessingContext): Promise<void> {
    if (this.runs.length >= this.passes) this.verdict = 'permanent';
    return super.process(event, context);
  }
}
