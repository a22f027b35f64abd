import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Problem } from '../http/problem.js';
import { ApiProblems } from '../http/problem.dto.js';
import { eventOfBody } from './event-body.js';
import { IngestService } from './ingest.service.js';
import { receivedFrom } from './received-request.js';
import { AcceptedDto, CxoneEventDto } from './webhook.dto.js';
import { WEBHOOK_PATH } from './webhook.path.js';

@ApiTags('webhook')
@Controller()
export class WebhookController {
  constructor(
    private readonly ingest: IngestService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post(WEBHOOK_PATH)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take an event in',
    description:
      'Where CXone pushes Data Action events to. 200 goes out after the event was processed, or after the ' +
      'failure was stored durably; every other answer means: deliver again. Any Content-Type, UTF-8, no ' +
      'Content-Encoding. Where `WEBHOOK_SIGNATURES` names profiles, the delivery must be signed as one of them says.',
  })
  @ApiBody({ type: CxoneEventDto })
  @ApiOkResponse({ type: AcceptedDto })
  @ApiProblems(400, 401, 405, 413, 415, 500, 503)
  async receive(@Req() request: Request): Promise<AcceptedDto> {
    const event = eventOfBody(request.body, this.config.webhook.defaultSchemaVersion);
    const outcome = await this.ingest.ingest(event, receivedFrom(request));
    switch (outcome.kind) {
      case 'processed':
        return { status: 'accepted' };
      case 'dead_lettered':
        return { status: 'accepted', trace_id: outcome.traceId };
      case 'unconfirmed':
        throw new Problem({
          status: 500,
          code: 'not_stored',
          detail: 'The event failed and could not be stored for certain; deliver it again.',
        });
      case 'overloaded':
        throw Problem.overloaded('The store has as much to do as it can; deliver the event again.');
    }
  }
}
