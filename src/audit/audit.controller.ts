import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { Takes } from '../http/known-fields.guard.js';
import { makePageToken, readPageToken } from '../http/page-token.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { AuditPageDto, AuditQueryDto } from './audit.dto.js';
import { AuditStore } from './audit.store.js';

@ApiTags(TAGS.audit)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly entries: AuditStore) {}

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: AuditQueryDto })
  @ApiOperation({
    summary: 'Show who changed what, and why',
    description:
      'Newest first, from the store. All filters that are given must hold. The entries of all replicas are there, ' +
      'in the order of the clocks that wrote them.',
  })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiProblems('invalid_request', 'invalid_next_token')
  async list(@Query() query: AuditQueryDto): Promise<AuditPageDto> {
    const { from, to, actor, action, trace_id: traceId, job_id: jobId, limit, next_token } = query;
    const scope = `audit ${JSON.stringify({ from, to, actor, action, traceId, jobId })}`;
    const page = await this.entries.page({
      from: time(from),
      to: time(to),
      actor,
      actions: action,
      traceId,
      jobId,
      limit,
      before: readPageToken(scope, next_token),
    });
    const { items, unreadable, next } = page;
    return { items, unreadable, next_token: next === null ? '' : makePageToken(scope, next) };
  }
}

function time(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
