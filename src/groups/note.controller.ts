import { Body, Controller, Headers, Inject, Param, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequiresRole } from '../access/required-role.js';
import type { Author } from '../audit/author.js';
import { ByAuthor } from '../audit/author.pipe.js';
import { TakesReason } from '../audit/reason.dto.js';
import { isFingerprint } from '../domain/letter/fingerprint.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { AUDITED_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { expectedNote, noSuchCause, staleNote } from './note-problems.js';
import { NoteDto, noteDto, NoteRequestDto } from './note.dto.js';
import { NoteService } from './note.service.js';

@ApiTags(TAGS.look)
@ApiProblems(...AUDITED_PROBLEMS)
@Controller('api/v1/dlq/groups')
export class NoteController {
  constructor(
    private readonly notes: NoteService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Put(':fingerprint/note')
  @RequiresRole('operator')
  @TakesReason({ body: NoteRequestDto })
  @ApiOperation({
    summary: 'Say something of a cause',
    description:
      'Replaces the note: what is left out is empty. A muted cause is not told to anybody, through any replica, until ' +
      '`until`. `If-Match` has the ETag of the note that it replaces (`note.etag`), `If-None-Match: *` is for the ' +
      'first. Other replicas show it within 5 s.',
  })
  @ApiParam({ name: 'fingerprint', example: 'v2-9f86d081884c7d65' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag of the note that it replaces.' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: there is no note yet.' })
  @ApiOkResponse({ type: NoteDto, description: 'The note as it is now, with its ETag.' })
  @ApiProblems(
    'invalid_request',
    'reason_required',
    'not_found',
    'precondition_required',
    'precondition_failed',
  )
  async note(
    @Param('fingerprint') fingerprint: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Body() request: NoteRequestDto,
    @ByAuthor() author: Author,
    @Res({ passthrough: true }) response: Response,
  ): Promise<NoteDto> {
    if (!isFingerprint(fingerprint))
      throw Problem.badField('fingerprint', 'v, a number, a hyphen and 16 hex digits');
    const until = request.until === undefined ? null : Date.parse(request.until);
    if (until !== null && until <= this.clock.now()) throw Problem.badField('until', 'a time later than now');
    const { state, text = null, owner = null } = request;
    const expected = expectedNote(ifMatch, ifNoneMatch);
    const change = await this.notes.change(fingerprint, { state, text, owner, until }, expected, author);
    if (change.outcome === 'unknown') throw noSuchCause(fingerprint);
    if (change.outcome === 'stale') throw staleNote(fingerprint, change.stored);
    response.set('ETag', change.stored.etag);
    return noteDto(change.stored);
  }
}
