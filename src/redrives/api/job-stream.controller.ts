import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS } from '../../http/problem-examples.js';
import { CLOCK, sleep, type Clock } from '../../runtime/clock.js';
import { Shutdown } from '../../runtime/shutdown.js';
import { StoreError } from '../../store/store-error.js';
import { hasEnded, JobViews } from '../job-views.js';
import { jobDto } from './job-answer.js';
import { JobDto } from './job.dto.js';
import { JobIdPipe } from './job-id.pipe.js';

/** Between two events, milliseconds. */
const INTERVAL_MS = 1_000;

/** The progress of a job as server-sent events. */
@ApiTags(TAGS.retry)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/redrives')
export class JobStreamController {
  constructor(
    private readonly views: JobViews,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':job_id/stream')
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Follow a job',
    description:
      'Server-sent events, at most one a second: `event: progress` with an `id`, and the answer of ' +
      '`GET /redrives/{job_id}` as data. After the end of the job one more comes, and the stream closes; whoever comes ' +
      'again with that `Last-Event-ID` gets 204.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found')
  async stream(
    @Param('job_id', JobIdPipe) jobId: string,
    @Headers('last-event-id') lastId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    let view = await this.views.one(jobId);
    let told = lastId;
    if (hasEnded(view.record) && idOf(jobDto(view)) === told) {
      // A browser comes again after the end until it is answered so.
      response.status(204).end();
      return;
    }
    response.set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    this.shutdown.onDraining(() => gone.abort());
    while (!gone.signal.aborted) {
      const dto = jobDto(view);
      const id = idOf(dto);
      if (id !== told) response.write(`id: ${id}\nevent: progress\ndata: ${JSON.stringify(dto)}\n\n`);
      told = id;
      if (hasEnded(view.record)) break;
      await sleep(this.clock, INTERVAL_MS, gone.signal).catch(() => {});
      const next = await this.views.one(jobId).catch(ofTheStore);
      // Without an answer of the store nothing is told, and the stream goes on.
      if (next !== null) view = next;
    }
    response.end();
  }
}

/** The same for the same answer on every replica. */
function idOf(dto: JobDto): string {
  return createHash('sha256').update(JSON.stringify(dto)).digest('base64url').slice(0, 16);
}

function ofTheStore(error: unknown): null {
  if (error instanceof StoreError) return null;
  throw error;
}
