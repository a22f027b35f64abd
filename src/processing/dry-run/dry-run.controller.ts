import { setImmediate } from 'node:timers/promises';
import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { forbidden } from '../../access/access-problems.js';
import type { Caller } from '../../access/caller.js';
import { FromCaller } from '../../access/request-caller.js';
import { RequiresRole } from '../../access/required-role.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { filterOf } from '../../catalog/events-filter.dto.js';
import { noRecord, RECORD_PROBLEMS } from '../../dlq/record-problems.js';
import { TraceIdPipe } from '../../dlq/trace-id.pipe.js';
import { usableRecord } from '../../dlq/usable-record.js';
import { includesRole } from '../../domain/access/role.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { jsonBodyText } from '../../http/json-body.js';
import { Takes } from '../../http/known-fields.guard.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS, CHANGE_PROBLEMS } from '../../http/problem-examples.js';
import { Problem } from '../../http/problem.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../../runtime/deadline.js';
import { TooManyWaiting, Turns } from '../../runtime/turns.js';
import { DraftSets, type DraftSet } from '../schemas/draft-sets.js';
import type { EventSchema } from '../schemas/event-schema.js';
import { SchemaService } from '../schemas/schema.service.js';
import { orRefused } from '../schemas/schemas-refused.problem.js';
import { readDraft, readSchemaDraft, withPayload } from './draft.js';
import { dryRunText } from './dry-run-text.js';
import {
  DRAFT_EXAMPLES,
  DraftDto,
  DryRunDto,
  SAMPLE_EXAMPLES,
  SampleDryRunDto,
  SampleDryRunQueryDto,
} from './dry-run.dto.js';
import { DryRunService } from './dry-run.service.js';
import { DRY_RUN_TIMEOUT_MS, SampleDryRunService } from './sample-dry-run.service.js';

/** A signal that is not aborted. */
const NEVER = new AbortController().signal;

@ApiProblems(...API_PROBLEMS, ...CHANGE_PROBLEMS)
@Controller('api/v1/dlq')
export class DryRunController {
  private readonly answers = new Turns(Number.POSITIVE_INFINITY);

  constructor(
    private readonly letters: DeadLetterStore,
    private readonly schemas: SchemaService,
    private readonly dryRuns: DryRunService,
    private readonly samples: SampleDryRunService,
    private readonly draftSets: DraftSets,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('events/:trace_id/dry-run')
  @RequiresRole('viewer')
  @ApiTags(TAGS.correct)
  @Takes({ body: DraftDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say what a retry would do, with another payload or schema too',
    description:
      'Brings the event up to date and checks it, with another payload or another schema where the body has one. ' +
      'Nothing is sent or written. Where `REDACT_PATHS` is set, another schema needs the role `operator`.',
  })
  @ApiParam({ name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  @ApiBody({ type: DraftDto, required: false, examples: DRAFT_EXAMPLES })
  @ApiOkResponse({ type: DryRunDto })
  @ApiProblems(...RECORD_PROBLEMS, 'invalid_request', 'invalid_json', 'too_deep')
  async one(
    @Param('trace_id', TraceIdPipe) traceId: string,
    @FromCaller() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const draft = readDraft(jsonBodyText(request), this.config.webhook.maxDepth);
    if (draft.schema !== undefined) this.assertMayTrySchema(caller);
    const record = usableRecord(await this.letters.readByTraceId(traceId));
    if (record.kind !== 'usable') throw noRecord(traceId, record);
    const { letter } = record;
    const original = letter.event;
    const event = draft.payload === undefined ? original : withPayload(original, draft.payload);
    const run = await withDeadline(this.clock, DRY_RUN_TIMEOUT_MS, async (signal) => {
      const schema = draft.schema === undefined ? undefined : await this.compile(event, draft.schema, signal);
      return this.dryRuns.run(letter, signal, { event, schema });
    }).catch(orOverloaded);
    // One at a time, with a turn for other requests in between, because comparing two long events takes time.
    const text = await this.answers.take(NEVER, async () => {
      await setImmediate();
      return dryRunText(letter, run, this.config.masking.of(letter, event), this.schemas);
    });
    response.type('application/json').send(Buffer.from(text));
  }

  @Post('dry-run')
  @RequiresRole('viewer')
  @ApiTags(TAGS.retry)
  @Takes({ body: SampleDryRunQueryDto })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say what retries would do, from a sample',
    description:
      'Tries a random sample of the dead letters that the filters take (those of `GET /events`), with a draft of a ' +
      'schema too. Nothing is sent or written. A draft needs the role `admin`, and is checked with the whole set.',
  })
  @ApiBody({ type: SampleDryRunQueryDto, required: false, examples: SAMPLE_EXAMPLES })
  @ApiOkResponse({ type: SampleDryRunDto })
  @ApiProblems('invalid_request', 'too_deep', 'schemas_refused')
  async many(
    @Body() query: SampleDryRunQueryDto,
    @FromCaller() caller: Caller,
    @Req() request: Request,
  ): Promise<SampleDryRunDto> {
    const schemas = await this.draftOf(query.draft_file, caller, request);
    const result = await this.samples.run(filterOf(query), query.sample, schemas);
    return {
      sampled: result.sampled,
      matching: result.matching,
      unread: result.unread,
      would_pass: result.wouldPass,
      would_fail: result.sampled - result.wouldPass,
      by_cause: result.byCause.map(({ code, reason, fingerprint, count, example }) => ({
        error_code: code,
        error: reason,
        fingerprint,
        count,
        example_trace_id: example,
      })),
    };
  }

  /**
   * The set that a sample is tried with; `undefined`: the one in force. A draft costs what a change of the schemas costs,
   * so it needs the same role.
   *
   * @throws Problem 403; 422 where the set with the draft cannot be used; 503
   */
  private async draftOf(
    file: string | undefined,
    { role }: Caller,
    request: Request,
  ): Promise<DraftSet | undefined> {
    const change = readSchemaDraft(jsonBodyText(request), file, this.config.webhook.maxDepth);
    if (change === null) return undefined;
    if (!includesRole(role, 'admin')) throw forbidden('admin', role);
    return withDeadline(this.clock, DRY_RUN_TIMEOUT_MS, (signal) =>
      orRefused(this.draftSets.with(change, signal)),
    ).catch(orOverloaded);
  }

  /**
   * The result of a schema tells whether a masked value fits it, so enough schemas find the value.
   *
   * @throws Problem 403 where values are masked and the caller may not reveal them
   */
  private assertMayTrySchema({ role }: Caller): void {
    if (!this.config.masking.active || includesRole(role, 'operator')) return;
    throw forbidden('operator', role);
  }

  private async compile(event: CxoneEvent, draft: unknown, signal: AbortSignal): Promise<EventSchema> {
    const version = this.schemas.finalVersion(event.schemaVersion);
    const compiled = await this.schemas.draft(version, draft, signal);
    if ('schema' in compiled) return compiled.schema;
    throw Problem.badRequest(
      'invalid_request',
      'The draft is no schema that can be used.',
      compiled.problems.map(({ pointer, problem }) => ({ field: `schema${pointer}`, expected: problem })),
    );
  }
}

/** @throws Problem 503 where an event or a draft had to wait for too long; any other error as it is */
function orOverloaded(error: unknown): never {
  const busy = error instanceof DeadlineExceeded || error instanceof TooManyWaiting;
  if (busy) throw Problem.overloaded('Too many events wait; try again.');
  throw error;
}
