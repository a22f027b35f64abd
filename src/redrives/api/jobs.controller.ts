import { Problem } from '../../http/problem.js';
import { Body, Controller, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import type { Author } from '../../audit/author.js';
import { ByAuthor } from '../../audit/author.pipe.js';
import { TakesReason } from '../../audit/reason.dto.js';
import { TAGS } from '../../http/api-tags.js';
import { jsonBodyText } from '../../http/json-body.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../../http/problem-examples.js';
import { JobControl } from '../job-control.js';
import { JobUndo } from '../job-undo.js';
import { JobViews } from '../job-views.js';
import { JobPlans } from '../plan/job-plans.js';
import type { JobRecord } from '../store/job-record.js';
import { jobDto } from './job-answer.js';
import { JobDto } from './job.dto.js';
import { JobIdPipe } from './job-id.pipe.js';
import { PaceDto } from './pace.dto.js';
import { PlanDto } from './plan.dto.js';
import { PLAN_EXAMPLES } from './plan-examples.js';
import { PlanRequestDto, StartRequestDto } from './plan-request.dto.js';
import { planText } from './plan-text.js';
import { readPlan } from './read-plan.js';

@ApiTags(TAGS.retry)
@ApiProblems(...AUDITED_PROBLEMS, 'invalid_request', 'reason_required')
@Controller('api/v1/dlq/redrives')
export class JobsController {
  constructor(
    private readonly plans: JobPlans,
    private readonly control: JobControl,
    private readonly undos: JobUndo,
    private readonly views: JobViews,
  ) {}

  @Post()
  @RequiresRole('operator')
  @TakesReason({ body: PlanRequestDto })
  @HttpCode(201)
  @ApiOperation({
    summary: 'Plan a job for many dead letters',
    description:
      'Says what the job would do, and changes nothing. A sample of up to 1,000 members is tried without sending ' +
      'anything; where the job corrects, that is the corrected events. Start the job with ' +
      '`POST /redrives/{job_id}/start`.',
  })
  @ApiBody({ type: PlanRequestDto, examples: PLAN_EXAMPLES })
  @ApiCreatedResponse({ type: PlanDto })
  @ApiProblems('count_moved', 'invalid_patch', 'patch_refused')
  async plan(
    @Body() dto: PlanRequestDto,
    @Req() request: Request,
    @ByAuthor() author: Author,
    @Res() response: Response,
  ): Promise<void> {
    const body = request.body as Record<string, unknown>;
    const plan = await this.plans.plan(await readPlan(dto, body, jsonBodyText(request)), author);
    response
      .status(201)
      .type('application/json')
      .send(Buffer.from(planText(plan)));
  }

  @Post(':job_id/start')
  @RequiresRole('operator')
  @TakesReason({ body: StartRequestDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Start a job',
    description:
      'Lists the store, freezes the membership, and begins with the canary. The answer comes after the listing, which ' +
      'takes about a minute where there are a million dead letters.',
  })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'count_moved', 'job_running', 'job_state')
  start(
    @Param('job_id', JobIdPipe) jobId: string,
    @Body() { expected_count }: StartRequestDto,
    @ByAuthor() author: Author,
  ): Promise<JobDto> {
    return this.shown(this.control.start(jobId, expected_count, author));
  }

  @Post(':job_id/pause')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pause a job',
    description: 'Nothing more begins. What has begun comes to its end.',
  })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'job_state')
  pause(@Param('job_id', JobIdPipe) jobId: string, @ByAuthor() author: Author): Promise<JobDto> {
    return this.shown(this.control.pause(jobId, author));
  }

  @Post(':job_id/resume')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Resume a job',
    description:
      'A paused job goes on where it was; one that stopped itself goes on with the next step of its canary.',
  })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'job_running', 'job_state')
  resume(@Param('job_id', JobIdPipe) jobId: string, @ByAuthor() author: Author): Promise<JobDto> {
    return this.shown(this.control.resume(jobId, author));
  }

  @Post(':job_id/cancel')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a job',
    description: 'Nothing more begins, for good. Members without an outcome are `not_tried`.',
  })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'job_state')
  cancel(@Param('job_id', JobIdPipe) jobId: string, @ByAuthor() author: Author): Promise<JobDto> {
    return this.shown(this.control.cancel(jobId, author));
  }

  @Post(':job_id/undo')
  @RequiresRole('operator')
  @TakesReason()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Undo what a job has corrected',
    description:
      'Starts a job of its own, which the answer shows. It puts back what arrived, in the members that are still there ' +
      'and whose event nobody has changed since. Nothing is retried.',
  })
  @ApiAcceptedResponse({ type: JobDto })
  @ApiProblems('not_found', 'job_running', 'job_state', 'job_not_undoable')
  undo(@Param('job_id', JobIdPipe) jobId: string, @ByAuthor() author: Author): Promise<JobDto> {
    return this.shown(this.undos.undo(jobId, author));
  }

  @Patch(':job_id')
  @RequiresRole('operator')
  @TakesReason({ body: PaceDto })
  @ApiOperation({ summary: 'Change how fast a job goes', description: 'Also while it runs.' })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found', 'job_state')
  async setPace(
    @Param('job_id', JobIdPipe) jobId: string,
    @Body() { rate_per_second: ratePerSecond, concurrency }: PaceDto,
    @ByAuthor() author: Author,
  ): Promise<JobDto> {
    if (ratePerSecond === undefined && concurrency === undefined) {
      throw Problem.badField('rate_per_second', 'a rate_per_second, a concurrency, or both');
    }
    const pace = {
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      ...(concurrency === undefined ? {} : { concurrency }),
    };
    return this.shown(this.control.setPace(jobId, pace, author));
  }

  private async shown(record: Promise<JobRecord>): Promise<JobDto> {
    return jobDto(await this.views.of(await record));
  }
}
