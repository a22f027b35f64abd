import type { Cause } from '../../src/catalog/cause-index.js';
import type { Summary } from '../../src/catalog/summary.js';
import type { CauseSource } from '../../src/notify/watches/cause-watch.js';
import type { TestClock } from './test-clock.js';

/** The catalog that all replicas have in common. */
export class FailingCauses implements CauseSource {
  private readonly found = new Map<string, Summary>();

  constructor(private readonly clock: TestClock) {}

  fail(fingerprint: string, firstFailedAt = this.clock.now()): void {
    const summary: Partial<Summary> = {
      name: 'DLQ-1',
      status: 'parked',
      fingerprint,
      errorCode: 'validation_failed',
      error: 'missing required field: interaction_id',
      tenantId: 't_456',
      firstFailedAt,
      failedAt: firstFailedAt,
      target: null,
      schemaVersion: 'v2.1',
    };
    this.found.set(fingerprint, summary as Summary);
  }

  drain(): void {
    this.found.clear();
  }

  causes(): Map<string, Cause> {
    return new Map([...this.found].map(([print, example]) => [print, { count: 1, example }]));
  }

  forEach(visit: (summary: Summary) => void): void {
    this.found.forEach(visit);
  }
}
