import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import type { Author } from '../../audit/author.js';
import { ByAuthor } from '../../audit/author.pipe.js';
import { TakesReason } from '../../audit/reason.dto.js';
import { SCHEMAS_PATH } from '../../http/schema-file.path.js';
import { TAGS } from '../../http/api-tags.js';
import { Takes } from '../../http/known-fields.guard.js';
import { ifMatch } from '../../http/preconditions.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS, AUDITED_PROBLEMS } from '../../http/problem-examples.js';
import type { SchemaChanges } from './bucket/schema-changes.js';
import { orManaged, SCHEMA_CHANGES } from './managed-schemas.js';
import { etagOf } from './schema-etag.js';
import { RollbackDto, SchemaHistoryDto } from './schema-history.dto.js';
import { SchemaRegistry } from './schema-registry.js';
import { orRefused } from './schemas-refused.problem.js';
import { ChangedSchemasDto } from './schemas.dto.js';

/** The sets of schemas that were in force, and the way back to one of them. */
@ApiTags(TAGS.rules)
@Controller(SCHEMAS_PATH)
export class SchemaHistoryController {
  constructor(
    private readonly registry: SchemaRegistry,
    @Inject(SCHEMA_CHANGES) private readonly changes: SchemaChanges | null,
  ) {}

  @Get('history')
  @RequiresRole('viewer')
  @Takes({})
  @ApiOperation({
    summary: 'List the changes of the schemas',
    description: 'The newest first, at most 100. Empty before the first change, and with `SCHEMA_DIR`.',
  })
  @ApiOkResponse({ type: SchemaHistoryDto })
  @ApiProblems(...API_PROBLEMS)
  async history(): Promise<SchemaHistoryDto> {
    return { items: [...((await this.changes?.history()) ?? [])] };
  }

  @Post('rollback')
  @RequiresRole('admin')
  @TakesReason({ body: RollbackDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put an earlier set of schemas in force again',
    description:
      'One call, with a `digest` of the history or that of the shipped set. `If-Match` is optional. It also puts ' +
      'right what is damaged under `schemas/` in the bucket.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of `GET /api/v1/schemas`.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(
    ...AUDITED_PROBLEMS,
    'invalid_request',
    'reason_required',
    'not_found',
    'managed_by_files',
    'precondition_failed',
    'schemas_refused',
  )
  async rollBack(
    @Body() { digest: wanted }: RollbackDto,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChangedSchemasDto> {
    const changes = orManaged(this.changes);
    const before = this.registry.isKnown ? this.registry.present.digest : null;
    const { digest, versions } = await orRefused(changes.rollBack(author, wanted, ifMatch(request)));
    response.set('ETag', etagOf(digest));
    return { digest, versions, changed: digest !== before };
  }
}
