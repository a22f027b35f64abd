import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import { assertSelects } from '../catalog/empty-filter.js';
import { filterOf } from '../catalog/events-filter.dto.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { REDRIVE_EXAMPLES, RedriveDto, RedriveRequestDto } from './redrive.dto.js';
import { RedriveService } from './redrive.service.js';

@ApiTags(TAGS.retry)
@ApiProblems(...AUDITED_PROBLEMS, 'invalid_request', 'reason_required')
@Controller('api/v1/dlq')
export class RedriveController {
  constructor(private readonly redrives: RedriveService) {}

  @Post('redrive')
  @RequiresRole('operator')
  @TakesReason({ body: RedriveRequestDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make parked dead letters due again',
    description:
      'Those that the filters take (of `GET /events`), the oldest first; without any filter `"all": true` is ' +
      'needed. They are `pending` then, and the sweep retries them at its pace. `POST /dry-run` says before what ' +
      'would pass.',
  })
  @ApiBody({ type: RedriveRequestDto, required: false, examples: REDRIVE_EXAMPLES })
  @ApiOkResponse({ type: RedriveDto })
  redrive(@Body() request: RedriveRequestDto, @ByAuthor() author: Author): Promise<RedriveDto> {
    const { reason: _reason, ...asksFor } = request;
    const filter = filterOf(request);
    assertSelects(filter, request.all);
    return this.redrives.redrive(filter, request.limit, { author, asksFor });
  }
}
