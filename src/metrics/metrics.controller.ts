import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { METRICS_PATH } from '../http/metrics.path.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { SCRAPE, TEXT_FORMAT, type Scrape } from './scrape.js';

@ApiTags(TAGS.health)
@ApiProblems(...API_PROBLEMS)
@Controller()
export class MetricsController {
  constructor(@Inject(SCRAPE) private readonly scrape: Scrape) {}

  @Get(METRICS_PATH)
  @RequiresRole('viewer')
  @Header('Content-Type', TEXT_FORMAT)
  @ApiOperation({
    summary: 'Figures for Prometheus',
    description:
      'docs/metrics.md says what each means. METRICS_TOKEN is a credential for this route alone. Nothing is asked of ' +
      'the store.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'The Prometheus text format, version 0.0.4.' })
  metrics(): Promise<string> {
    return this.scrape.text();
  }
}
