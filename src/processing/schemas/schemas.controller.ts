import { Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../../access/required-role.js';
import { AuditService } from '../../audit/audit.service.js';
import type { Author } from '../../audit/author.js';
import { ByAuthor } from '../../audit/author.pipe.js';
import { TakesReason } from '../../audit/reason.dto.js';
import { unresolvedByVersion } from '../../catalog/catalog-stats.js';
import { CatalogService } from '../../catalog/catalog.service.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { SCHEMAS_PATH } from '../../http/schema-file.path.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS, AUDITED_PROBLEMS } from '../../http/problem-examples.js';
import { defaultVersionOf } from './default-version.js';
import { etagOf } from './schema-etag.js';
import { SchemaRegistry } from './schema-registry.js';
import { orRefused } from './schemas-refused.problem.js';
import { ChangedSchemasDto, SchemasDto } from './schemas.dto.js';

@ApiTags(TAGS.rules)
@ApiProblems(...API_PROBLEMS)
@Controller(SCHEMAS_PATH)
export class SchemasController {
  constructor(
    private readonly registry: SchemaRegistry,
    private readonly catalog: CatalogService,
    private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhook'>,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'List schemas and upcasters',
    description: 'Those in use in this process, and how many dead letters of each version wait.',
  })
  @ApiOkResponse({ type: SchemasDto })
  list(@Res({ passthrough: true }) response: Response): SchemasDto {
    const set = this.registry.present;
    response.set('ETag', etagOf(set.digest));
    const { current, staleAfterMs } = set.registry;
    const unresolved = unresolvedByVersion(this.catalog.catalog);
    const unknown = [...unresolved].filter(([version]) => version === null || !set.knows(version));
    return {
      digest: set.digest,
      source: this.registry.origin,
      current,
      default_version: defaultVersionOf(set, this.config.webhook.defaultSchemaVersion),
      versions: set.versions.map((version) => ({
        version,
        file: set.schemaOf(version)?.file ?? null,
        final_version: set.finalVersion(version),
        current: version === current,
        unresolved: unresolved.get(version) ?? 0,
        parked_as_stale_after_ms: staleAfterMs.get(version) ?? null,
      })),
      upcasters: set.upcasters.map(({ from, to, file }) => ({ from, to, file })),
      unresolved_of_unknown_versions: unknown.reduce((sum, [, count]) => sum + count, 0),
    };
  }

  @Post('reload')
  @RequiresRole('admin')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Read the schemas anew',
    description:
      'All or nothing: where anything in it is wrong, `errors` says what, and the schemas in use stay. This is ' +
      'for the process that answers; every process takes changes by itself within 5 s. `GET /version` has the digest.',
  })
  @ApiOkResponse({ type: ChangedSchemasDto })
  @ApiProblems(
    ...AUDITED_PROBLEMS,
    'invalid_request',
    'reason_required',
    'schemas_damaged',
    'schemas_refused',
  )
  async reload(@ByAuthor() author: Author): Promise<ChangedSchemasDto> {
    const before = this.registry.isKnown ? this.registry.present.digest : null;
    const reloading = this.registry.reload((change) =>
      this.audit.record(author, {
        action: 'schemas_changed',
        before: { digest: change.before },
        after: { digest: change.digest, versions: change.versions },
      }),
    );
    const { digest, versions } = await orRefused(reloading);
    return { digest, versions, changed: digest !== before };
  }
}
