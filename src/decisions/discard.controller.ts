import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequiresRole } from '../access/required-role.js';
import { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { TraceIdPipe } from '../dlq/trace-id.pipe.js';
import { TAGS } from '../http/api-tags.js';
import { ifMatch } from '../http/preconditions.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { IF_MATCH, RECORD, TRACE_ID } from './api-parts.js';
import { askedBy } from './asked.js';
import { DECISION_PROBLEMS, madeOf } from './decision-problems.js';
import { DiscardService } from './discard.service.js';
import { sendRecord } from './send-record.js';

@ApiTags(TAGS.correct)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq/events')
export class DiscardController {
  constructor(
    private readonly discards: DiscardService,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post(':trace_id/discard')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give up one dead letter',
    description:
      'For an unresolved one that nobody needs. It is not retried any more, a redelivery of its event does not bring ' +
      'it back, and it is purged after `DISCARDED_RETENTION_DAYS`. Until then it can be restored.',
  })
  @ApiParam(TRACE_ID)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse(RECORD)
  @ApiProblems(...DECISION_PROBLEMS, 'not_open')
  async discard(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const outcome = await this.discards.discard(traceId, askedBy(this.audit, author, ifMatch(request)));
    sendRecord(response, madeOf(traceId, outcome), this.config);
  }

  @Post(':trace_id/restore')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a discarded dead letter back',
    description: 'It is parked, whatever it was before, so it waits for a person.',
  })
  @ApiParam(TRACE_ID)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse(RECORD)
  @ApiProblems(...DECISION_PROBLEMS, 'not_discarded')
  async restore(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const outcome = await this.discards.restore(traceId, askedBy(this.audit, author, ifMatch(request)));
    sendRecord(response, madeOf(traceId, outcome), this.config);
  }
}
