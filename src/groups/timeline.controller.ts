import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { Takes } from '../http/known-fields.guard.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import type { Arrivals } from './timeline-arrivals.js';
import { markText } from './timeline-marks.js';
import { timelineWindow } from './timeline-window.js';
import { TimelineDto, TimelineQueryDto, type ArrivalsDto } from './timeline.dto.js';
import { TimelineService } from './timeline.service.js';

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/timeline')
export class TimelineController {
  constructor(
    private readonly timelines: TimelineService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: TimelineQueryDto })
  @ApiOperation({
    summary: 'Show when dead letters came, and what was done meanwhile',
    description:
      'Each dead letter counts once, in the bucket of its first failure, under the cause that it has now. The counts ' +
      'come from the catalog, so a dead letter that was resolved or purged, and is deleted, no longer counts: a bucket ' +
      'of the past may become smaller. Marks are the audit entries that may explain a change: schemas, routes, starts ' +
      'of a version, circuit breakers, jobs.',
  })
  @ApiOkResponse({ type: TimelineDto })
  @ApiProblems('invalid_request')
  async show(@Query() { from, to, bucket_s: bucketS }: TimelineQueryDto): Promise<TimelineDto> {
    const window = timelineWindow({ from: timeIn(from), to: timeIn(to), bucketS }, this.clock.now());
    const { causes, other, marks, marksComplete } = await this.timelines.of(window);
    return {
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      bucket_s: window.bucketMs / 1_000,
      causes: causes.map(arrivalsDto),
      other,
      marks: marks.map((entry) => {
        const { at, action, audit_id } = entry;
        return { at, action, audit_id, text: markText(entry) };
      }),
      marks_complete: marksComplete,
    };
  }
}

function arrivalsDto({ example, total, counts }: Arrivals): ArrivalsDto {
  const { fingerprint, errorCode, target, error } = example;
  return { fingerprint, error_code: errorCode, target, error, total, counts };
}

function timeIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
