import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { Problem } from '../../http/problem.js';
import { API_PROBLEMS } from '../../http/problem-examples.js';
import { CLOCK, sleep, type Clock } from '../../runtime/clock.js';
import { Shutdown } from '../../runtime/shutdown.js';
import { StoreError } from '../../store/store-error.js';
import { hasEnded, JobViews } from '../job-views.js';
import { EventStream } from './event-stream.js';
import { jobDto } from './job-answer.js';
import { JobDto } from './job.dto.js';
import { JobIdPipe } from './job-id.pipe.js';
import { LatestViews } from './latest-views.js';

/** Between two events, milliseconds. */
const INTERVAL_MS = 1_000;

/** Streams at once in a process: each takes one of the places that all calls of the operator API share. */
const MAX_STREAMS = 32;

/** The progress of a job as server-sent events. */
@ApiTags(TAGS.retry)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/redrives')
export class JobStreamController {
  private readonly latest: LatestViews;
  private open = 0;

  constructor(
    views: JobViews,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    // A little less than the interval: otherwise every other look would find the view before.
    this.latest = new LatestViews(views, clock, INTERVAL_MS * 0.9);
  }

  @Get(':job_id/stream')
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Follow a job',
    description:
      'Server-sent events, at most one a second: `event: progress` with an `id`, and the answer of ' +
      '`GET /redrives/{job_id}` as data. After the end of the job one more comes, and the stream closes; whoever comes ' +
      'again with that `Last-Event-ID` gets 204. Comments keep a silent stream open. At most 32 streams are open in a ' +
      'process.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'overloaded')
  async stream(
    @Param('job_id', JobIdPipe) jobId: string,
    @Headers('last-event-id') lastId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    if (this.open >= MAX_STREAMS) throw Problem.overloaded('Too many streams are open; try again later.');
    const gone = new AbortController();
    const leave = () => gone.abort();
    response.once('close', leave);
    const forget = this.shutdown.onDraining(leave);
    this.open++;
    try {
      await this.follow(jobId, lastId, response, gone.signal);
    } finally {
      this.open--;
      forget();
    }
  }

  private async follow(
    jobId: string,
    lastId: string | undefined,
    response: Response,
    gone: AbortSignal,
  ): Promise<void> {
    let view = await this.latest.of(jobId);
    let told = lastId;
    if (hasEnded(view.record) && idOf(jobDto(view)) === told) {
      // A browser comes again after the end until it is answered so.
      response.status(204).end();
      return;
    }
    const stream = new EventStream(response, this.clock);
    while (!gone.aborted && response.req.method !== 'HEAD') {
      const dto = jobDto(view);
      const id = idOf(dto);
      if (id !== told && stream.send('progress', id, dto)) told = id;
      if (hasEnded(view.record) && told === id) break;
      stream.keepAlive();
      await sleep(this.clock, INTERVAL_MS, gone).catch(() => {});
      const next = await this.latest.of(jobId).catch(whyNot);
      if (next === 'gone') break;
      // Without an answer of the store nothing is told, and the stream goes on.
      if (next !== 'unknown') view = next;
    }
    stream.end();
  }
}

/** The same for the same answer on every replica. */
function idOf(dto: JobDto): string {
  return createHash('sha256').update(JSON.stringify(dto)).digest('base64url').slice(0, 16);
}

/** Why a job is not shown: it was deleted, or the store gives no answer. */
function whyNot(error: unknown): 'gone' | 'unknown' {
  if (error instanceof Problem) return 'gone';
  if (error instanceof StoreError) return 'unknown';
  throw error;
}
