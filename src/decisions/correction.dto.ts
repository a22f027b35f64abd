import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { ReasonDto } from '../audit/reason.dto.js';
import { booleanOf } from '../http/query-filters.js';

export class CorrectionQueryDto extends ReasonDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'true: the corrected event is kept although its schema refuses it.',
  })
  @Transform(booleanOf)
  @IsBoolean({ message: 'true or false' })
  force: boolean = false;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'true: the corrected event is retried at once; `retry` in the answer says how that ended.',
  })
  @Transform(booleanOf)
  @IsBoolean({ message: 'true or false' })
  retry: boolean = false;
}

export class CorrectionDto {
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'The event as it arrived; null: it was not corrected.',
  })
  uncorrected_event!: object | null;

  @ApiProperty({ type: Object, description: 'The event to process.' })
  event!: object;

  @ApiProperty({
    type: [Object],
    nullable: true,
    description:
      'What differs between the two, as a JSON Patch (RFC 6902); null: the event was not corrected.',
  })
  patch!: object[] | null;

  @ApiProperty({ type: [Object], description: 'Who changed the record, when and why, the latest last.' })
  edits!: object[];
}
