import { ApiProperty } from '@nestjs/swagger';
import { STATUSES, type Status } from '../domain/letter/dead-letter.js';

export class AcceptedRecordDto {
  @ApiProperty({ enum: ['accepted'] })
  outcome!: 'accepted';

  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id!: string;

  @ApiProperty({
    example: 'dlq/year=2024/month=10/day=23/hour=19/DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015.json',
  })
  key!: string;

  @ApiProperty({ enum: STATUSES, description: 'What the record says it is; a retry is a call of its own.' })
  status!: Status;
}
