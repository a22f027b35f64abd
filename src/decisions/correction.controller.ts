import { Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequiresRole } from '../access/required-role.js';
import { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { noRecord, RECORD_PROBLEMS } from '../dlq/record-problems.js';
import { TraceIdPipe } from '../dlq/trace-id.pipe.js';
import { usableRecord } from '../dlq/usable-record.js';
import { TAGS } from '../http/api-tags.js';
import { Takes } from '../http/known-fields.guard.js';
import { ifMatch, requiredIfMatch } from '../http/preconditions.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { askedBy } from './asked.js';
import { CorrectionDto, CorrectionQueryDto } from './correction.dto.js';
import { correctionOf } from './correction-problems.js';
import { CorrectionRetry } from './correction-retry.js';
import { CorrectionService } from './correction.service.js';
import { correctionText } from './correction-text.js';
import { IF_MATCH, RECORD, TRACE_ID } from './api-parts.js';
import { DECISION_PROBLEMS } from './decision-problems.js';
import { PATCH_BODY } from './patch-body.dto.js';
import { patchIn } from './patch-body.js';
import { sendRecord, sendRetried } from './send-record.js';

@ApiTags(TAGS.correct)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq/events')
export class CorrectionController {
  constructor(
    private readonly corrections: CorrectionService,
    private readonly retries: CorrectionRetry,
    private readonly letters: DeadLetterStore,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Patch(':trace_id')
  @RequiresRole('operator')
  @Takes({ query: CorrectionQueryDto, body: 'document' })
  @ApiOperation({
    summary: 'Correct the event of one dead letter',
    description:
      'Applies the patch to the event. Everything that the patch does not name stays to the byte. The record keeps what ' +
      'arrived (`uncorrected_event`) and the patch (`edits`), and stays parked or pending. What would fail again is 422 ' +
      '`validation_failed`, unless `force=true`. `event_id` and `tenant_id` cannot be changed. With `retry=true` the ' +
      'answer has `retry: {outcome, error}`; where the event passed and its record is gone, `status` is `deleted`.',
    requestBody: PATCH_BODY,
  })
  @ApiParam(TRACE_ID)
  @ApiHeader({ ...IF_MATCH, required: true })
  @ApiOkResponse(RECORD)
  @ApiProblems(
    ...DECISION_PROBLEMS,
    'invalid_json',
    'invalid_patch',
    'unsupported_patch',
    'precondition_required',
    'not_open',
    'patch_failed',
    'patch_refused',
    'validation_failed',
  )
  async correct(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @Query() { force, retry }: CorrectionQueryDto,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const patch = patchIn(request);
    const condition = requiredIfMatch(request, 'GET /api/v1/dlq/events/{trace_id}');
    const outcome = await this.corrections.correct(
      traceId,
      patch,
      force,
      askedBy(this.audit, author, condition),
    );
    const record = correctionOf(traceId, outcome, true);
    if (!retry) return sendRecord(response, record, this.config);
    sendRetried(response, record, await this.retries.retry(traceId, author), this.config);
  }

  @Get(':trace_id/correction')
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Show what was corrected in one dead letter',
    description: 'The event as it arrived and as it is now, what differs, and who changed it.',
  })
  @ApiParam(TRACE_ID)
  @ApiOkResponse({ type: CorrectionDto })
  @ApiProblems(...RECORD_PROBLEMS)
  async show(@Param('trace_id', TraceIdPipe) traceId: string, @Res() response: Response): Promise<void> {
    const record = usableRecord(await this.letters.readByTraceId(traceId));
    if (record.kind !== 'usable') throw noRecord(traceId, record);
    const text = correctionText(record, this.config.masking);
    response.set('ETag', record.etag).type('application/json').send(Buffer.from(text));
  }

  @Post(':trace_id/undo')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put back the event that arrived',
    description:
      'Undoes all corrections of the event. It counts as a correction: the next delivery has a new key.',
  })
  @ApiParam(TRACE_ID)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse(RECORD)
  @ApiProblems(...DECISION_PROBLEMS, 'not_open', 'not_corrected')
  async undo(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const condition = ifMatch(request);
    const outcome = await this.corrections.undo(traceId, askedBy(this.audit, author, condition));
    sendRecord(response, correctionOf(traceId, outcome, condition !== null), this.config);
  }
}
