import { Body, Controller, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { RequiresRole } from '../access/required-role.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import { assertSelects, isEmptyFilter } from '../catalog/empty-filter.js';
import { filterOf } from '../catalog/events-filter.dto.js';
import { makePageToken, readPageToken } from '../http/page-token.js';
import { corruptRecord, noSuchEvent, RECORD_PROBLEMS, unreadableRecord } from '../dlq/record-problems.js';
import { TraceIdPipe } from '../dlq/trace-id.pipe.js';
import { traceIdOfKey } from '../domain/letter/trace-id.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { RetryPageService } from './page/retry-page.service.js';
import {
  RETRY_PAGE_EXAMPLES,
  RetryPageDto,
  RetryOneQueryDto,
  RetryPageRequestDto,
  RetryResultDto,
} from './retry.dto.js';
import { SingleRetryService } from './single-retry.service.js';

const PAGE_SCOPE = 'retry';

@ApiTags(TAGS.retry)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq')
export class RetryController {
  constructor(
    private readonly singles: SingleRetryService,
    private readonly pages: RetryPageService,
  ) {}

  @Post('retry')
  @RequiresRole('operator')
  @TakesReason({ body: RetryPageRequestDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retry one page',
    description:
      'Retries unresolved dead letters (pending and parked, due or not) in key order, at most `limit`. ' +
      'Success deletes the object, or keeps it as resolved (RESOLVED_RETENTION_DAYS); failure updates it. What ' +
      'another attempt holds is in neither list. Go on with `next_token` until it is empty. With filters (those of ' +
      '`GET /events`) only what they take is retried; no filter at all means every dead letter.',
  })
  @ApiBody({ type: RetryPageRequestDto, required: false, examples: RETRY_PAGE_EXAMPLES })
  @ApiOkResponse({ type: RetryPageDto })
  @ApiProblems('invalid_request', 'invalid_next_token', 'reason_required')
  async retryPage(
    @Body() request: RetryPageRequestDto,
    @ByAuthor() author: Author,
    @Req() { body }: Request,
  ): Promise<RetryPageDto> {
    const { limit, next_token: token, all, reason: _reason, ...asked } = request;
    const filter = filterOf(asked);
    // A script whose variable was not set sends `null`, and does not mean everything.
    if (namesFilter(body)) assertSelects(filter, all);
    const only = isEmptyFilter(filter) ? undefined : { filter, asked };
    const scope = only === undefined ? PAGE_SCOPE : `${PAGE_SCOPE} ${JSON.stringify(filter)}`;
    const { processed, failed, continueAfter } = await this.pages.retryPage(
      limit,
      readPageToken(scope, token),
      author,
      only,
    );
    return {
      processed,
      failed,
      next_token: continueAfter === null ? '' : makePageToken(scope, continueAfter),
    };
  }

  @Post('events/:trace_id/retry')
  @RequiresRole('operator')
  @TakesReason({ query: RetryOneQueryDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retry one dead letter now',
    description:
      'Due or not, pending or parked. 409 while another attempt is under way. Where an older record of the same ' +
      'event is known, the two are made one and the older is retried: `trace_id` says so.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({ type: RetryResultDto })
  @ApiProblems(...RECORD_PROBLEMS, 'invalid_request', 'reason_required', 'leased', 'blocked', 'not_retryable')
  async retryOne(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @Query() { force }: RetryOneQueryDto,
    @ByAuthor() author: Author,
  ): Promise<RetryResultDto> {
    const outcome = await this.singles.retry(traceId, force, author);
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

/** Whether a body has more than the page itself, be it `null`. */
function namesFilter(body: unknown): boolean {
  return Object.keys(Object(body)).some((name) => !['limit', 'next_token', 'reason'].includes(name));
}
