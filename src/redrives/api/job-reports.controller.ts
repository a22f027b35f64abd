import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import { TAGS } from '../../http/api-tags.js';
import { Takes } from '../../http/known-fields.guard.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { makePageToken, readPageToken } from '../../http/page-token.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS } from '../../http/problem-examples.js';
import { JobViews } from '../job-views.js';
import { MemberViews, type MemberView } from '../member-views.js';
import { jobDto, memberDto } from './job-answer.js';
import { JobDto, JobsPageDto, MemberDto, MembersPageDto, MembersQueryDto } from './job.dto.js';
import { JobIdPipe } from './job-id.pipe.js';

const JOBS = 'redrives';

/** A reader of a report that takes nothing for so long is cut off, milliseconds. */
const STALLED_MS = 60_000;

@ApiTags(TAGS.retry)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/redrives')
export class JobReportsController {
  constructor(
    private readonly views: JobViews,
    private readonly memberViews: MemberViews,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: PageQueryDto })
  @ApiOperation({ summary: 'List jobs', description: 'The latest planned first.' })
  @ApiOkResponse({ type: JobsPageDto })
  @ApiProblems('invalid_next_token')
  async list(@Query() { limit, next_token }: PageQueryDto): Promise<JobsPageDto> {
    const { items, next } = await this.views.page(limit, readPageToken(JOBS, next_token));
    return { items: items.map(jobDto), next_token: next === null ? '' : makePageToken(JOBS, next) };
  }

  @Get(':job_id')
  @RequiresRole('viewer')
  @ApiOperation({ summary: 'Show one job', description: 'With what has become of its members by now.' })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('not_found')
  async show(@Param('job_id', JobIdPipe) jobId: string): Promise<JobDto> {
    return jobDto(await this.views.one(jobId));
  }

  @Get(':job_id/members')
  @RequiresRole('viewer')
  @Takes({ query: MembersQueryDto })
  @ApiOperation({ summary: 'List the members of a job', description: 'The oldest dead letters first.' })
  @ApiOkResponse({ type: MembersPageDto })
  @ApiProblems('not_found', 'invalid_next_token')
  async members(
    @Param('job_id', JobIdPipe) jobId: string,
    @Query() { limit, next_token, outcome }: MembersQueryDto,
  ): Promise<MembersPageDto> {
    const scope = `members ${jobId} ${outcome ?? ''}`;
    const from = Number(readPageToken(scope, next_token) ?? 0);
    const record = await this.views.record(jobId);
    const items: MemberDto[] = [];
    for await (const member of this.memberViews.of(record, from)) {
      if (outcome !== undefined && member.outcome !== outcome) continue;
      if (items.length === limit) return { items, next_token: makePageToken(scope, String(member.n)) };
      items.push(memberDto(member));
    }
    return { items, next_token: '' };
  }

  @Get(':job_id/report')
  @RequiresRole('viewer')
  @ApiOperation({ summary: 'The report of a job', description: 'One line of JSON for each member.' })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ type: MemberDto })
  @ApiProblems('not_found')
  async report(@Param('job_id', JobIdPipe) jobId: string, @Res() response: Response): Promise<void> {
    const members = this.memberViews.of(await this.views.record(jobId));
    // What fails before the first line is answered as a problem. Later the answer can only be cut off.
    const first = await members.next();
    response.type('application/x-ndjson');
    response.setTimeout(STALLED_MS, () => response.destroy());
    await pipeline(Readable.from(linesOf(first, members)), response).catch(() => {});
  }
}

async function* linesOf(
  first: IteratorResult<MemberView, void>,
  rest: AsyncGenerator<MemberView, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  if (first.done === true) return;
  yield lineOf(first.value);
  for await (const member of rest) yield lineOf(member);
}

function lineOf(member: MemberView): string {
  return `${JSON.stringify(memberDto(member))}\n`;
}
