import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { RequiresRole } from '../access/required-role.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { TakesAnything } from '../http/known-fields.guard.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { traceContextOf } from '../domain/tracing/trace-context.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { TRACER, type Tracer } from '../runtime/tracer.js';
import { answerTo } from './delivery-answer.js';
import { DeliveryService } from './delivery.service.js';
import { eventsOfBody } from './event-body.js';
import { LargeBodies } from './large-bodies.js';
import { ReceivedEvents } from './received-events.js';
import { receivedFrom } from './received-request.js';
import { AcceptedDto, CxoneEventDto, EVENT_EXAMPLES } from './webhook.dto.js';
import { WEBHOOK_PATH } from '../http/webhook.path.js';

@ApiTags(TAGS.webhook)
@Controller()
export class WebhookController {
  private readonly large: LargeBodies;

  constructor(
    private readonly deliveries: DeliveryService,
    private readonly received: ReceivedEvents,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(TRACER) private readonly tracer: Tracer,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.large = new LargeBodies(clock);
  }

  @Post(WEBHOOK_PATH)
  @RequiresRole('none')
  @TakesAnything()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take an event, or a batch of events, in',
    description:
      'Where CXone pushes Data Action events to. 200 goes out after the event was processed, or after the ' +
      'failure was stored durably; every other answer means: deliver again. Any Content-Type, UTF-8, no ' +
      'Content-Encoding. Where `WEBHOOK_SIGNATURES` names profiles, the delivery must be signed as one of them ' +
      'says. Unless `STRICT_EVENTS` is set, other names of the fields, forms (of JSON or of plain fields; not where ' +
      'deliveries are signed), and batches (an array, or `{"events": [...]}`) are taken too; an object or array that still is no event is kept as a dead letter ' +
      '(`unrecognised_event`).',
  })
  @ApiBody({ type: CxoneEventDto, examples: EVENT_EXAMPLES })
  @ApiOkResponse({ type: AcceptedDto })
  @ApiProblems(
    'invalid_json',
    'not_an_event',
    'too_deep',
    'signature_missing',
    'signature_mismatch',
    'timestamp_stale',
    'method_not_allowed',
    'body_too_slow',
    'body_too_large',
    'unsupported_encoding',
    'unsupported_charset',
    'not_stored',
    'overloaded',
  )
  async receive(@Req() request: Request): Promise<AcceptedDto> {
    const times = this.deliveries.timesFromNow();
    if (request.body instanceof Uint8Array) await this.large.turn(request.body, times.begunAt);
    const { batch, events } = eventsOfBody(request.body, this.config.webhook, {
      contentType: request.headers['content-type'],
      // A token proves its sender without the body.
      signed: this.config.signatures.active.some(({ profile }) => profile.scheme === 'hmac'),
    });
    this.received.take(request);
    const { headers } = request;
    const attributes = { 'http.request.method': 'POST', 'http.route': WEBHOOK_PATH };
    return this.tracer.begin(
      'delivery',
      { kind: 'server', parent: traceContextOf(headers), attributes },
      async (span) => {
        span.set({ 'cxone_dlq.events': events.length });
        return answerTo(await this.deliveries.take(events, receivedFrom(request), headers, times), batch);
      },
    );
  }
}
