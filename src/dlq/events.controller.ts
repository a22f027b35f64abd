import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../http/problem.dto.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { EventListingService } from './event-listing.service.js';
import { EventsPageDto, EventsQueryDto, summaryOf } from './events.dto.js';
import { makePageToken, readPageToken } from './page-token.js';
import { corruptRecord, noSuchEvent, TraceIdPipe } from './trace-id.pipe.js';

@ApiTags('dead letters')
@ApiProblems(400, 403, 503)
@Controller('api/v1/dlq/events')
export class EventsController {
  constructor(
    private readonly listing: EventListingService,
    private readonly letters: DeadLetterStore,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List dead letters',
    description:
      'In the order of their first failure. With a filter a page may hold fewer items than `limit`, even ' +
      'none, and still have a `next_token`: go on until it is empty.',
  })
  @ApiOkResponse({ type: EventsPageDto })
  async list(@Query() query: EventsQueryDto): Promise<EventsPageDto> {
    const { limit, order, status } = query;
    const scope = `events ${order}`;
    const page = await this.listing.page({
      limit,
      order,
      status,
      after: readPageToken(scope, query.next_token),
      from: timeOf(query.from),
      to: timeOf(query.to),
    });
    return {
      items: page.items.map(summaryOf),
      next_token: page.continueAfter === null ? '' : makePageToken(scope, page.continueAfter),
    };
  }

  @Get(':trace_id')
  @ApiOperation({
    summary: 'Show one dead letter',
    description: 'The record as it is stored, to the letter, with its ETag.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({ description: 'The record itself; docs/record.md describes its fields.', schema: RECORD() })
  @ApiProblems(404, 422)
  async show(@Param('trace_id', TraceIdPipe) traceId: string, @Res() response: Response): Promise<void> {
    const read = await this.letters.readByTraceId(traceId);
    if (read.outcome === 'missing') throw noSuchEvent(traceId);
    if (read.decoded.kind === 'corrupt') throw corruptRecord(traceId, read.decoded.reason);
    if (read.decoded.kind === 'record' && read.decoded.letter.status === 'deleted') {
      throw noSuchEvent(traceId);
    }
    response.set('ETag', read.etag).type('application/json').send(Buffer.from(read.bytes));
  }
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

function RECORD() {
  return {
    type: 'object',
    required: ['original_event', 'error', 'trace_id', 'failed_at', 'retry_count', 'schema_version'],
    example: {
      original_event: { event_id: 'evt_123', tenant_id: 't_456', payload: {} },
      error: 'missing required field: interaction_id in event evt_123',
      trace_id: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
      failed_at: '2024-10-23T19:39:05.678Z',
      retry_count: 0,
      schema_version: 'v2.1',
      record_version: 1,
      status: 'parked',
      error_code: 'validation_failed',
    },
  };
}
