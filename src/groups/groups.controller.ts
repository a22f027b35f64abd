import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { stateDto } from '../catalog/catalog.controller.js';
import { positionOf, positionText } from '../catalog/catalog-query.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { filterOf } from '../catalog/events-filter.dto.js';
import { traceIdOf } from '../catalog/summary.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { TAGS } from '../http/api-tags.js';
import { Takes } from '../http/known-fields.guard.js';
import { makePageToken, readPageToken } from '../http/page-token.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { FixedNow } from './fixed-now.js';
import { figuresOf, type GroupFigures } from './group-figures.js';
import { groupPage } from './group-page.js';
import { groupDto, GroupsPageDto, GroupsQueryDto, type GroupDto } from './groups.dto.js';
import { NoteBook } from './note-book.js';

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/groups')
export class GroupsController {
  constructor(
    private readonly service: CatalogService,
    private readonly notes: NoteBook,
    private readonly fixedNow: FixedNow,
    @Inject(CONFIG) private readonly config: Pick<Config, 'groups'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: GroupsQueryDto })
  @ApiOperation({
    summary: 'List why dead letters failed',
    description:
      'Unresolved dead letters by cause: the error code, the target, and the reason without what differs from event ' +
      'to event. From the catalog, without asking the store. All figures but `is_new` are of the dead letters that ' +
      'the filters take (those of `GET /events`).',
  })
  @ApiOkResponse({ type: GroupsPageDto })
  @ApiProblems('invalid_request', 'invalid_next_token')
  list(@Query() query: GroupsQueryDto): GroupsPageDto {
    const { limit, sort, state } = query;
    const { catalog } = this.service;
    const filter = filterOf(query);
    const scope = `groups ${sort}`;
    const page = groupPage(catalog, {
      filter,
      isMeant: (fingerprint) => state?.includes(this.notes.of(fingerprint)?.note.state ?? 'open') ?? true,
      sort,
      limit,
      after: positionOf(readPageToken(scope, query.next_token)),
    });
    const figures = figuresOf(catalog, page.fingerprints, filter, this.clock.now());
    return {
      items: figures.map((group) => this.shown(group)),
      next_token: page.next === undefined ? '' : makePageToken(scope, positionText(page.next)),
      matched: page.matched,
      dead_letters: page.deadLetters,
      catalog: stateDto(this.service.state),
    };
  }

  private shown(figures: GroupFigures): GroupDto {
    const { fingerprint, since, latest } = figures;
    return groupDto(figures, {
      isNew: since >= this.clock.now() - this.config.groups.newMs,
      stored: this.notes.of(fingerprint),
      fixed: this.fixedNow.of(fingerprint),
      exampleTraceId: traceIdOf(latest),
    });
  }
}
