import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../access/required-role.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { noRecord, RECORD_PROBLEMS } from './record-problems.js';
import { RECORD_SCHEMA } from './record-schema.js';
import { RevealService } from './reveal.service.js';
import { TraceIdPipe } from './trace-id.pipe.js';

@ApiTags(TAGS.look)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq/events')
export class RevealController {
  constructor(private readonly reveals: RevealService) {}

  @Post(':trace_id/reveal')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Show one dead letter with its masked values',
    description:
      'The record as it is stored, to the letter, with its ETag. It needs a reason, and is written to the audit ' +
      '(`event_revealed`) before it is shown.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiOkResponse({
    description: 'The record itself; docs/record.md describes its fields.',
    schema: RECORD_SCHEMA,
  })
  @ApiProblems(...RECORD_PROBLEMS, 'invalid_request', 'reason_required')
  async reveal(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @ByAuthor() author: Author,
    @Res() response: Response,
  ): Promise<void> {
    if (author.reason === null) throw noReason();
    const record = await this.reveals.reveal(traceId, author);
    if (record.kind !== 'usable') throw noRecord(traceId, record);
    // No cache, of a browser or of a proxy, may keep what was shown to one person.
    response.set({ ETag: record.etag, 'Cache-Control': 'no-store' }).type('application/json');
    response.send(Buffer.from(record.bytes));
  }
}

function noReason(): Problem {
  return Problem.badRequest('reason_required', 'Masked values are shown for a reason alone.', [
    { field: 'reason', expected: 'a text that says why' },
  ]);
}
