import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { makePageToken, readPageToken } from '../http/page-token.js';
import { corruptRecord, noSuchEvent, TraceIdPipe, unreadableRecord } from '../dlq/trace-id.pipe.js';
import { traceIdOfKey } from '../domain/letter/trace-id.js';
import { Takes } from '../http/known-fields.guard.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS, CHANGE_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { RetryPageService } from './page/retry-page.service.js';
import { RetryPageDto, RetryOneQueryDto, RetryPageRequestDto, RetryResultDto } from './retry.dto.js';
import { SingleRetryService } from './single-retry.service.js';

const PAGE_SCOPE = 'retry';

@ApiTags(TAGS.retry)
@ApiProblems(...API_PROBLEMS, ...CHANGE_PROBLEMS)
@Controller('api/v1/dlq')
export class RetryController {
  constructor(
    private readonly singles: SingleRetryService,
    private readonly pages: RetryPageService,
  ) {}

  @Post('retry')
  @RequiresRole('operator')
  @Takes({ body: RetryPageRequestDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retry one page',
    description:
      'Retries unresolved dead letters (pending and parked, due or not) in key order, at most `limit`. ' +
      'Success deletes the object, failure updates it. What another attempt holds is in neither list. Go on ' +
      'with `next_token` until it is empty.',
  })
  @ApiBody({ type: RetryPageRequestDto, required: false })
  @ApiOkResponse({ type: RetryPageDto })
  @ApiProblems('invalid_request', 'invalid_next_token')
  async retryPage(@Body() request: RetryPageRequestDto): Promise<RetryPageDto> {
    const after = readPageToken(PAGE_SCOPE, request.next_token);
    const { processed, failed, continueAfter } = await this.pages.retryPage(request.limit, after);
    const next_token = continueAfter === null ? '' : makePageToken(PAGE_SCOPE, continueAfter);
    return { processed, failed, next_token };
  }

  @Post('events/:trace_id/retry')
  @RequiresRole('operator')
  @Takes({ query: RetryOneQueryDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retry one dead letter now',
    description:
      'Due or not, pending or parked. 409 while another attempt is under way. Where an older record of the same ' +
      'event is known, the two are made one and the older is retried: `trace_id` says so.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({ type: RetryResultDto })
  @ApiProblems(
    'invalid_trace_id',
    'invalid_request',
    'not_found',
    'leased',
    'blocked',
    'not_retryable',
    'corrupt_record',
    'unreadable_record',
  )
  async retryOne(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @Query() { force }: RetryOneQueryDto,
  ): Promise<RetryResultDto> {
    const outcome = await this.singles.retry(traceId, force);
    switch (outcome.kind) {
      case 'processed':
        return { outcome: 'processed', ...retried(outcome.key, traceId), error: '' };
      case 'failed':
        return { outcome: 'failed', ...retried(outcome.key, traceId), error: outcome.error };
      case 'leased':
        throw Problem.conflict('leased', `Another attempt at ${traceId} is under way.`);
      case 'blocked':
        throw Problem.conflict(
          'blocked',
          `${traceId} waits for ${traceIdOfKey(outcome.by)}, which is older; ?force=true retries it all the same.`,
        );
      case 'held':
      case 'busy':
        throw Problem.overloaded(`${outcome.target} takes no more events at the moment; ask again.`);
      case 'not_retryable':
        throw Problem.conflict(
          'not_retryable',
          `${traceId} is ${outcome.status}; there is nothing to retry.`,
        );
      case 'unreadable':
        throw corruptRecord(traceId, outcome.reason);
      case 'denied':
        throw unreadableRecord(traceId, outcome.reason);
      case 'gone':
        throw noSuchEvent(traceId);
    }
  }
}

/** The retried record may be the older twin. */
function retried(key: string, asked: string): { trace_id: string; key: string } {
  return { trace_id: traceIdOfKey(key) ?? asked, key };
}
