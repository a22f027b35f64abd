import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../../access/required-role.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { TAGS } from '../../http/api-tags.js';
import { Takes } from '../../http/known-fields.guard.js';
import { API_PROBLEMS } from '../../http/problem-examples.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { Problem } from '../../http/problem.js';
import { LoopTurns } from '../../runtime/loop-turns.js';
import { Shutdown } from '../../runtime/shutdown.js';
import { CatalogService } from '../catalog.service.js';
import { filterOf } from '../events-filter.dto.js';
import { ExportQueryDto } from './export.dto.js';
import { ExportLines } from './export-lines.js';

/** Exports at once in one process. Each of them holds a reference to every dead letter that it exports. */
const MAX_EXPORTS = 2;

/** An export whose client takes nothing for so long is ended, so that it does not keep its place; milliseconds. */
const STALLED_MS = 60_000;

const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8; header=present' };

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq/export')
export class ExportController {
  private readonly lines: ExportLines;
  private running = 0;

  constructor(
    private readonly service: CatalogService,
    letters: DeadLetterStore,
    shutdown: Shutdown,
    @Inject(CONFIG) { masking }: Config,
  ) {
    this.lines = new ExportLines(service.catalog, letters, masking, new LoopTurns(), () => shutdown.draining);
  }

  @Get()
  @RequiresRole('viewer')
  @Takes({ query: ExportQueryDto })
  @ApiOperation({
    summary: 'Export dead letters',
    description:
      'Streams all dead letters that the filters take, in the order of their trace ids. `ndjson`: one record a line, ' +
      'as `GET /events/{trace_id}` shows it; the last line is `{"exported":n,"complete":true}`. Where the store ' +
      'failed on the way it is `{"exported":n,"complete":false,"after":"...","error":"..."}`: ask again with that ' +
      '`after`. An answer without such a line was cut off: go on after the last trace id. `csv`: what the listing ' +
      "shows; a cell that a spreadsheet would run begins with `'`. At most 2 exports run at once in a process.",
  })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'One line for each dead letter.', schema: { type: 'string' } })
  @ApiProblems('invalid_request', 'overloaded')
  async export(@Query() query: ExportQueryDto, @Res() response: Response): Promise<void> {
    // What is not listed yet would be missing from an export that says that it is complete.
    if (this.service.state.state === 'warming') {
      throw Problem.overloaded('The first listing of the store has not ended; try again.');
    }
    if (this.running >= MAX_EXPORTS) throw Problem.overloaded('Too many exports run at once; try again.');
    this.running++;
    try {
      const { format, after = '' } = query;
      const wanted = { filter: filterOf(query), after };
      const lines = format === 'csv' ? this.lines.csv(wanted) : this.lines.records(wanted);
      response
        .set('Content-Type', TYPES[format])
        .set('Content-Disposition', `attachment; filename="dead-letters.${format}"`);
      response.setTimeout(STALLED_MS, () => response.destroy());
      await pipeline(Readable.from(lines), response).catch((error: unknown) => {
        // The client went away, or the answer has begun and can only be cut off.
        if (!response.headersSent) throw error;
      });
    } finally {
      this.running--;
    }
  }
}
