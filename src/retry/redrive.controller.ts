import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { filterOf } from '../dlq/events.dto.js';
import { OPERATOR } from '../domain/dead-letter.js';
import { ApiProblems } from '../http/problem.dto.js';
import { RedriveDto, RedriveRequestDto } from './redrive.dto.js';
import { RedriveService } from './redrive.service.js';

@ApiTags('retry')
@ApiProblems(400, 403, 503)
@Controller('api/v1/dlq')
export class RedriveController {
  constructor(private readonly redrives: RedriveService) {}

  @Post('redrive')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make parked dead letters due again',
    description:
      'Those that the filters take (of `GET /events`), the oldest first. They are `pending` then, and the sweep ' +
      'retries them at its pace. `POST /dry-run` says before what would pass.',
  })
  @ApiBody({ type: RedriveRequestDto, required: false })
  @ApiOkResponse({ type: RedriveDto })
  redrive(@Body() request: RedriveRequestDto): Promise<RedriveDto> {
    return this.redrives.redrive(filterOf(request), request.limit, OPERATOR);
  }
}
