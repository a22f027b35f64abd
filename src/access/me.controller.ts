import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import type { Caller } from './caller.js';
import { MeDto, meDto } from './me.dto.js';
import { FromCaller } from './request-caller.js';
import { RequiresRole } from './required-role.js';

@ApiTags(TAGS.access)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/me')
export class MeController {
  @Get()
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Say who calls',
    description: 'Whose credential it is, and what its owner may do.',
  })
  @ApiOkResponse({ type: MeDto })
  me(@FromCaller() caller: Caller): MeDto {
    return meDto(caller);
  }
}
