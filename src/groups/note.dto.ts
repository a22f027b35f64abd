import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ReasonDto } from '../audit/reason.dto.js';
import { IsInstant } from '../http/is-instant.js';
import { NOTE_STATES, type NoteState } from './note.js';
import type { StoredNote } from './note-book.js';

const MAX_TEXT_LENGTH = 2_000;
const MAX_OWNER_LENGTH = 200;

const STATE = { message: `one of ${NOTE_STATES.join(', ')}` };

export class NoteRequestDto extends ReasonDto {
  @ApiProperty({ enum: NOTE_STATES, example: 'acknowledged' })
  @IsIn(NOTE_STATES, STATE)
  state!: NoteState;

  @ApiPropertyOptional({ maxLength: MAX_TEXT_LENGTH, example: 'The CRM team mends it; ticket OPS-312.' })
  @IsOptional()
  @IsString({ message: 'one text' })
  @MaxLength(MAX_TEXT_LENGTH, { message: `at most ${MAX_TEXT_LENGTH} characters` })
  text?: string;

  @ApiPropertyOptional({ maxLength: MAX_OWNER_LENGTH, example: 'ann', description: 'Who looks after it.' })
  @IsOptional()
  @IsString({ message: 'one text' })
  @MaxLength(MAX_OWNER_LENGTH, { message: `at most ${MAX_OWNER_LENGTH} characters` })
  owner?: string;

  @ApiPropertyOptional({
    example: '2099-10-24T07:00:00Z',
    description: "When the owner's claim, and a mute, end by themselves; later than now.",
  })
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class NoteDto {
  @ApiProperty({ enum: NOTE_STATES, example: 'acknowledged', description: '`open` again after `until`.' })
  state!: NoteState;

  @ApiProperty({ type: String, nullable: true, example: 'The CRM team mends it; ticket OPS-312.' })
  text!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ann', description: '`null` after `until`.' })
  owner!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2099-10-24T07:00:00Z' })
  until!: string | null;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  updated_at!: string;

  @ApiProperty({ example: 'ci', description: 'The name of the key or the person.' })
  updated_by!: string;

  @ApiProperty({ example: '"9f86d081884c7d659a2feaa0c55ad015"', description: 'For `If-Match`.' })
  etag!: string;
}

export function noteDto({ etag, note }: StoredNote): NoteDto {
  const { state, text, owner, until, updatedAt, updatedBy } = note;
  return {
    state,
    text,
    owner,
    until: until === null ? null : new Date(until).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    updated_by: updatedBy,
    etag,
  };
}
