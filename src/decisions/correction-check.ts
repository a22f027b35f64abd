import { Inject, Injectable } from '@nestjs/common';
import type { CxoneEvent } from '../domain/event/event.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import { Problem } from '../http/problem.js';
import { DryRunService } from '../processing/dry-run/dry-run.service.js';
import { DRY_RUN_TIMEOUT_MS } from '../processing/dry-run/sample-dry-run.service.js';
import { SchemaService } from '../processing/schemas/schema.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { TooManyWaiting } from '../runtime/turns.js';

/** What processing says of a corrected event before anybody keeps it. */
@Injectable()
export class CorrectionCheck {
  constructor(
    @Inject(DryRunService) private readonly dryRuns: Pick<DryRunService, 'run'>,
    @Inject(SchemaService) private readonly schemas: Pick<SchemaService, 'versioned'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Why a retry would fail with this event, as far as nobody outside is asked; `null`: it would not.
   *
   * @throws Problem 503 where too many events wait for their check
   */
  async failureOf(letter: DeadLetter, event: CxoneEvent): Promise<Failure | null> {
    try {
      const { failure } = await withDeadline(this.clock, DRY_RUN_TIMEOUT_MS, (signal) =>
        this.dryRuns.run(letter, signal, { event }),
      );
      return failure;
    } catch (error) {
      const busy = error instanceof DeadlineExceeded || error instanceof TooManyWaiting;
      throw busy
        ? Problem.overloaded('Too many events wait for a check; nothing was changed, try again.')
        : error;
    }
  }

  /** The event with the schema version that it would have had on arrival. */
  versioned({ received }: DeadLetter, event: CxoneEvent): CxoneEvent {
    return this.schemas.versioned(event, received?.headers ?? {});
  }
}
