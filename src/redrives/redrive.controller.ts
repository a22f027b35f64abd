import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { isEmptyFilter, noFilter } from '../catalog/empty-filter.js';
import { filterOf } from '../catalog/events.dto.js';
import { OPERATOR } from '../domain/letter/dead-letter.js';
import { Takes } from '../http/known-fields.guard.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS, CHANGE_PROBLEMS } from '../http/problem-examples.js';
import { REDRIVE_EXAMPLES, RedriveDto, RedriveRequestDto } from './redrive.dto.js';
import { RedriveService } from './redrive.service.js';

@ApiTags(TAGS.retry)
@ApiProblems(...API_PROBLEMS, ...CHANGE_PROBLEMS, 'invalid_request')
@Controller('api/v1/dlq')
export class RedriveController {
  constructor(private readonly redrives: RedriveService) {}

  @Post('redrive')
  @RequiresRole('operator')
  @Takes({ body: RedriveRequestDto })
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
  redrive(@Body() request: RedriveRequestDto): Promise<RedriveDto> {
    const filter = filterOf(request);
    if (isEmptyFilter(filter) && !request.all) throw noFilter();
    return this.redrives.redrive(filter, request.limit, OPERATOR);
  }
}
