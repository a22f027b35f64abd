import { Controller, Delete, Get, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import type { Author } from '../../audit/author.js';
import { ByAuthor } from '../../audit/author.pipe.js';
import { TakesReason } from '../../audit/reason.dto.js';
import { SCHEMAS_PATH } from '../../http/schema-file.path.js';
import { TAGS } from '../../http/api-tags.js';
import { Takes } from '../../http/known-fields.guard.js';
import { requiredIfMatch } from '../../http/preconditions.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS, AUDITED_PROBLEMS } from '../../http/problem-examples.js';
import { Problem } from '../../http/problem.js';
import { bodyText } from '../../http/text-body.js';
import type { FileChange, SchemaChanges } from './bucket/schema-changes.js';
import { orManaged, SCHEMA_CHANGES } from './managed-schemas.js';
import { etagOf } from './schema-etag.js';
import { schemaFileOf } from './schema-file-name.js';
import { SchemaRegistry } from './schema-registry.js';
import { orRefused } from './schemas-refused.problem.js';
import { ChangedSchemasDto } from './schemas.dto.js';

const IF_MATCH = ApiHeader({
  name: 'If-Match',
  required: true,
  description: 'The ETag of `GET /api/v1/schemas`.',
  schema: { type: 'string' },
});

/** What every change of a file may answer with. */
const WRITE_PROBLEMS = [
  ...AUDITED_PROBLEMS,
  'invalid_request',
  'reason_required',
  'not_found',
  'managed_by_files',
  'schemas_damaged',
  'precondition_failed',
  'schemas_refused',
  'precondition_required',
] as const;

const CHANGES =
  'The whole set is checked first, and every process of every replica takes it within 5 s. Where anything in it is ' +
  'wrong, `errors` says what, and the schemas in force stay. With `SCHEMA_DIR` it is 409 `managed_by_files`.';

const DELETES = `${CHANGES} The set before stays in the history: \`POST /schemas/rollback\` brings it back.`;

/** One file of the set of schemas: the schema of a version, an upcaster, or the registry file. */
@ApiTags(TAGS.rules)
@Controller(SCHEMAS_PATH)
export class SchemaFilesController {
  constructor(
    private readonly registry: SchemaRegistry,
    @Inject(SCHEMA_CHANGES) private readonly changes: SchemaChanges | null,
  ) {}

  @Get('files/:name')
  @RequiresRole('viewer')
  @Takes({})
  @ApiOperation({ summary: 'Show an upcaster, the registry file or a schema', description: 'As it was put.' })
  @ApiParam({ name: 'name', example: 'v1-to-v2.1.upcast.jsonata' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(...API_PROBLEMS, 'not_found')
  file(@Param('name') name: string, @Res() response: Response): void {
    this.show(name, 'text/plain; charset=utf-8', response);
  }

  @Put('files/:name')
  @RequiresRole('admin')
  @TakesReason({ body: null })
  @ApiOperation({
    summary: 'Put an upcaster, the registry file or a schema',
    description: `The body is the file: \`<from>-to-<to>.upcast.jsonata\`, \`registry.yaml\`, \`registry.json\` or \`<version>.schema.json\`. ${CHANGES}`,
  })
  @ApiParam({ name: 'name', example: 'v1-to-v2.1.upcast.jsonata' })
  @ApiBody({ schema: { type: 'string', example: '$merge([$, {"payload": {"amount": payload.sum}}])' } })
  @IF_MATCH
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(...WRITE_PROBLEMS, 'unsupported_charset')
  putFile(
    @Param('name') name: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChangedSchemasDto> {
    return this.change(author, { name, text: bodyText(request) }, request, response);
  }

  @Delete('files/:name')
  @RequiresRole('admin')
  @TakesReason()
  @ApiOperation({ summary: 'Delete an upcaster, the registry file or a schema', description: DELETES })
  @ApiParam({ name: 'name', example: 'v1-to-v2.1.upcast.jsonata' })
  @IF_MATCH
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(...WRITE_PROBLEMS, 'schema_is_default')
  deleteFile(
    @Param('name') name: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChangedSchemasDto> {
    return this.change(author, { name, text: null }, request, response);
  }

  @Get(':version')
  @RequiresRole('viewer')
  @Takes({})
  @ApiOperation({ summary: 'Show the schema of a version', description: 'The JSON Schema as it was put.' })
  @ApiParam({ name: 'version', example: 'v2.1' })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  @ApiProblems(...API_PROBLEMS, 'invalid_request', 'not_found')
  schema(@Param('version') version: string, @Res() response: Response): void {
    this.show(schemaFileOf(version), 'application/json', response);
  }

  @Put(':version')
  @RequiresRole('admin')
  @TakesReason({ body: null })
  @ApiOperation({
    summary: 'Put the schema of a version',
    description: `The body is the JSON Schema (draft 2020-12) of the whole event. ${CHANGES}`,
  })
  @ApiParam({ name: 'version', example: 'v2.1' })
  @ApiBody({ schema: { type: 'object', example: { type: 'object', required: ['payload'] } } })
  @IF_MATCH
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(...WRITE_PROBLEMS, 'unsupported_charset')
  putSchema(
    @Param('version') version: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChangedSchemasDto> {
    const change = { name: schemaFileOf(version), text: bodyText(request), version };
    return this.change(author, change, request, response);
  }

  @Delete(':version')
  @RequiresRole('admin')
  @TakesReason()
  @ApiOperation({ summary: 'Delete the schema of a version', description: DELETES })
  @ApiParam({ name: 'version', example: 'v2.1' })
  @IF_MATCH
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(...WRITE_PROBLEMS, 'schema_is_default')
  deleteSchema(
    @Param('version') version: string,
    @ByAuthor() author: Author,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChangedSchemasDto> {
    return this.change(author, { name: schemaFileOf(version), text: null, version }, request, response);
  }

  private async change(
    author: Author,
    change: FileChange,
    request: Request,
    response: Response,
  ): Promise<ChangedSchemasDto> {
    const changes = orManaged(this.changes);
    const ifMatch = requiredIfMatch(request, 'GET /api/v1/schemas');
    const before = this.registry.isKnown ? this.registry.present.digest : null;
    const { digest, versions } = await orRefused(changes.changeFile(author, change, ifMatch));
    response.set('ETag', etagOf(digest));
    return { digest, versions, changed: digest !== before };
  }

  private show(name: string, type: string, response: Response): void {
    const { present } = this.registry;
    const text = present.textOf(name);
    if (text === undefined) {
      throw new Problem({ status: 404, code: 'not_found', detail: `The set in force has no ${name}.` });
    }
    response.set('ETag', etagOf(present.digest)).type(type).send(Buffer.from(text));
  }
}
