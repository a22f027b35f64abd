import { Inject, Injectable } from '@nestjs/common';
import { CxoneClient, type CallLimits } from '../auth/cxone-client.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { failUnlessPassed, verdictOfValidation } from '../domain/retry/http-status.js';
import { fillTemplate } from '../domain/retry/path-template.js';
import type { Semaphore } from '../runtime/semaphore.js';
import { pathValuesOf } from './cxone-path-values.js';

/** Asks CXone whether an event is to be processed, where CXONE_VALIDATE_PATH is set. */
@Injectable()
export class CxoneValidator {
  constructor(
    @Inject(CxoneClient) private readonly client: Pick<CxoneClient, 'call' | 'places'>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Where an attempt takes its place at CXone before its time begins; `undefined`: events are not validated. */
  get places(): Semaphore | undefined {
    return this.config.cxone.validatePath === null ? undefined : this.client.places;
  }

  /**
   * @throws PermanentError: `validation_failed` when the event lacks what the path needs, `upstream_rejected` for
   * an answer that is not 2xx, 429 or 5xx. TransientError: 429, 5xx, network, time. The signal's reason.
   */
  async validate(event: CxoneEvent, limits: CallLimits): Promise<void> {
    const { validatePath } = this.config.cxone;
    if (validatePath === null) return;
    const path = fillTemplate(validatePath, pathValuesOf(event));
    const { status } = await this.client.call({ method: 'GET', path, statusOnly: true }, limits);
    failUnlessPassed(
      verdictOfValidation(status),
      `CXone answered HTTP ${status} when asked to validate event ${event.eventId}`,
    );
  }
}
