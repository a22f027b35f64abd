import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { AcceptedRecordDto } from './accept.dto.js';
import { AcceptService } from './accept.service.js';
import { corruptRecord, noSuchEvent, RECORD_PROBLEMS, unreadableRecord } from './record-problems.js';
import { TraceIdPipe } from './trace-id.pipe.js';

@ApiTags(TAGS.correct)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq/events')
export class AcceptController {
  constructor(private readonly acceptance: AcceptService) {}

  @Post(':trace_id/accept')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Accept a corrupt record as it stands',
    description:
      'For a record whose body no longer matches its digest but can be decoded, such as one repaired with a ' +
      'tool that kept the old metadata. The record gets a new digest and an entry in `edits`; it is not retried.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({ type: AcceptedRecordDto })
  @ApiProblems(...RECORD_PROBLEMS, 'invalid_request', 'reason_required', 'not_corrupt', 'changed')
  async accept(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @ByAuthor() author: Author,
  ): Promise<AcceptedRecordDto> {
    const outcome = await this.acceptance.accept(traceId, author);
    switch (outcome.kind) {
      case 'accepted':
        return { outcome: 'accepted', trace_id: traceId, key: outcome.key, status: outcome.status };
      case 'missing':
        throw noSuchEvent(traceId);
      case 'not_corrupt':
        throw Problem.conflict('not_corrupt', `${traceId} is not corrupt; there is nothing to accept.`);
      case 'changed':
        throw Problem.conflict('changed', `${traceId} was changed meanwhile; look at it again.`);
      case 'undecodable':
        throw corruptRecord(traceId, outcome.reason);
      case 'denied':
        throw unreadableRecord(traceId, outcome.reason);
    }
  }
}
