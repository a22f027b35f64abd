import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { RequiresRole } from '../access/required-role.js';
import { Takes } from '../http/known-fields.guard.js';
import { TAGS } from '../http/api-tags.js';
import { Problem } from '../http/problem.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { stateDto } from './catalog.controller.js';
import { pageOf, positionOf, positionText } from './catalog-query.js';
import { CatalogService } from './catalog.service.js';
import { shownRecord } from '../dlq/shown-record.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { filterOf } from './events-filter.dto.js';
import { EventsPageDto, EventsQueryDto, summaryDto } from './events.dto.js';
import { makePageToken, readPageToken } from '../http/page-token.js';
import { noRecord, RECORD_PROBLEMS } from '../dlq/record-problems.js';
import { RECORD_SCHEMA } from '../dlq/record-schema.js';
import { TraceIdPipe } from '../dlq/trace-id.pipe.js';
import { usableRecord } from '../dlq/usable-record.js';

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/events')
export class EventsController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly letters: DeadLetterStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: EventsQueryDto })
  @ApiOperation({
    summary: 'List dead letters',
    description:
      'From the catalog, without asking the store. All filters that are given must hold. A filter takes several ' +
      'values with commas between them, or by repeating it; `%2C` is a comma inside a value. Own changes are seen at ' +
      'once; those of others within seconds, or with the next full listing where the dead letter is older than ' +
      'two hours (`POST /catalog/refresh` makes one).',
  })
  @ApiOkResponse({ type: EventsPageDto })
  @ApiProblems('invalid_request', 'invalid_next_token')
  list(@Query() query: EventsQueryDto): EventsPageDto {
    const { limit, sort, order, offset } = query;
    const scope = `events ${sort} ${order}`;
    const after = positionOf(readPageToken(scope, query.next_token));
    if (after !== undefined && offset > 0) throw Problem.badField('offset', 'nothing beside next_token');
    const { items, next, matched } = pageOf(this.catalog.catalog, {
      filter: filterOf(query),
      sort,
      order,
      limit,
      after,
      skip: offset,
    });
    return {
      items: items.map((item) => summaryDto(item, this.catalog.catalog.blockerOf(item))),
      next_token: next === undefined ? '' : makePageToken(scope, positionText(next)),
      matched,
      catalog: stateDto(this.catalog.state),
    };
  }

  @Get(':trace_id')
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Show one dead letter',
    description:
      'The record as it is stored, to the letter, with its ETag. Values at `REDACT_PATHS` read `[masked]`; ' +
      '`POST /events/{trace_id}/reveal` shows them.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({
    description: 'The record itself; docs/record.md describes its fields.',
    schema: RECORD_SCHEMA,
  })
  @ApiProblems(...RECORD_PROBLEMS)
  async show(@Param('trace_id', TraceIdPipe) traceId: string, @Res() response: Response): Promise<void> {
    const record = usableRecord(await this.letters.readByTraceId(traceId));
    if (record.kind !== 'usable') throw noRecord(traceId, record);
    const shown = shownRecord(record.bytes, record.letter, this.config.masking);
    response.set('ETag', record.etag).type('application/json').send(shown);
  }
}
