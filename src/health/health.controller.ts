import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { TakesAnything } from '../http/known-fields.guard.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { SchemaService } from '../processing/schemas/schema.service.js';
import { CheckDto, LiveDto, ReadyDto, VersionDto } from './health.dto.js';
import { Shutdown } from '../runtime/shutdown.js';
import { ReadinessService } from './readiness.service.js';
import { SERVICE_COMMIT, SERVICE_VERSION } from '../runtime/service-version.js';

/** Load balancers are to send their requests elsewhere. */
const ENDING: ReadyDto = {
  status: 'unavailable',
  checks: { shutdown: { status: 'unavailable', detail: 'the service is ending' } },
};

/** What this controller needs of Express's response. */
interface StatusOnly {
  status(code: number): unknown;
}

@ApiTags(TAGS.health)
@ApiExtraModels(CheckDto)
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    @Inject(SchemaService) private readonly schemas: Pick<SchemaService, 'digest'>,
    private readonly shutdown: Shutdown,
  ) {}

  @Get('health/live')
  @RequiresRole('none')
  @TakesAnything()
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @RequiresRole('none')
  @TakesAnything()
  @ApiOperation({
    summary: 'Whether it can keep events',
    description:
      '503 only when the store does not answer, while the schemas in force are not known, and after SIGTERM; ' +
      'anything else that is not as it should be is degraded.',
  })
  @ApiOkResponse({ type: ReadyDto })
  @ApiResponse({
    status: 503,
    type: ReadyDto,
    description: 'The store or its schemas are not to be had, or the service is ending.',
  })
  async ready(@Res({ passthrough: true }) response: StatusOnly): Promise<ReadyDto> {
    const answer = this.shutdown.draining ? ENDING : await this.readiness.check();
    if (answer.status === 'unavailable') response.status(503);
    return answer;
  }

  @Get('version')
  @RequiresRole('viewer')
  @ApiOperation({ summary: 'What runs here' })
  @ApiProblems(...API_PROBLEMS)
  @ApiOkResponse({ type: VersionDto })
  version(): VersionDto {
    const { digest } = this.schemas;
    return {
      name: 'cxone-dlq',
      version: SERVICE_VERSION,
      commit: SERVICE_COMMIT,
      node: process.version,
      schemas: digest,
    };
  }
}
