/** The service's side of `processing.mjs`: it passes or refuses events, and SIGUSR2 changes between the two. */
import { PermanentError, Processor } from 'cxone-dlq/processor';
import { processEvent } from './processing.mjs';

export class SwitchedProcessor {
  async process() {
    try {
      processEvent();
    } catch (error) {
      throw new PermanentError('upstream_rejected', error.message);
    }
  }
}
Processor({ versions: ['v2.1'] })(SwitchedProcessor);
