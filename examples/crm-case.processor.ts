import { Injectable } from '@nestjs/common';
import axios, { isAxiosError } from 'axios';
import type { CxoneEvent } from '../src/domain/event/event.js';
import { PermanentError, TransientError } from '../src/domain/letter/failure.js';
import { failUnlessPassed, verdictOfStatus } from '../src/domain/retry/http-status.js';
import { memberOf, type JsonText } from '../src/domain/json/json-text.js';
import { Processor, type EventProcessor, type ProcessingContext } from '../src/processing/processor.js';

/** Where the cases are kept. A class, so that Nest injects it by type; a module says which address it has. */
export class CrmAddress {
  constructor(readonly url: string) {}
}

/**
 * An example of processing in code: the status of a case goes into a CRM. It takes the events of schema version
 * `crm-case-1`, such as
 *
 *     {"event_id":"e1","schema_version":"crm-case-1","payload":{"case":{"id":"c1","status":"closed"}}}
 *
 * Copy it, change its versions, and list it in a module; nothing else has to know it:
 *
 *     @Module({
 *       providers: [CrmCaseProcessor, { provide: CrmAddress, useValue: new CrmAddress('https://crm.example') }],
 *     })
 *     export class CrmModule {}
 *
 * with `CrmModule` among the imports of `src/app.module.ts`.
 */
@Injectable()
@Processor({ versions: ['crm-case-1'] })
export class CrmCaseProcessor implements EventProcessor {
  constructor(private readonly crm: CrmAddress) {}

  /** Returning means done. What is thrown says why not, and whether a retry may help. */
  async process(event: CxoneEvent, { signal, idempotencyKey }: ProcessingContext): Promise<void> {
    const { id, status } = caseOf(event);
    const answered = await this.put(id, `{"status":${status}}`, idempotencyKey, signal);
    // One place says what a status means: 429 and 5xx may pass later, another 4xx cannot pass as it is.
    failUnlessPassed(verdictOfStatus(answered.status), `the CRM answered HTTP ${answered.status}`, {
      response: { status: answered.status, body: answered.data },
    });
  }

  private async put(id: string, body: string, idempotencyKey: string, signal: AbortSignal) {
    try {
      return await axios.put<string>(`${this.crm.url}/cases/${encodeURIComponent(id)}`, Buffer.from(body), {
        // The same for every attempt: an attempt whose answer was lost is not done twice.
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
        // An attempt that goes on past its time would run beside the next one.
        signal,
        responseType: 'text',
        transformResponse: [],
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: 1_048_576,
        proxy: false,
      });
    } catch (error) {
      signal.throwIfAborted();
      // An error of axios holds the whole request; only its code may go on.
      const code = isAxiosError(error) ? (error.code ?? 'no code') : 'no code';
      throw new TransientError('upstream_unreachable', `the CRM could not be reached (${code})`);
    }
  }
}

/** The case in an event, as JSON text: no digit of it passes through a JavaScript number. */
function caseOf({ eventId, payload }: CxoneEvent): { id: string; status: JsonText } {
  const found = payload === null ? undefined : memberOf(payload, 'case');
  const id = found && memberOf(found, 'id');
  const status = found && memberOf(found, 'status');
  if (id?.[0] !== '"' || status === undefined) {
    throw new PermanentError(
      'validation_failed',
      `payload.case: expected an id that is text, and a status, in event ${eventId}`,
    );
  }
  return { id: JSON.parse(id) as string, status };
}
