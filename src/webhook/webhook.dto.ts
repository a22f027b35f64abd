import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class AcceptedDto {
  @ApiProperty({ enum: ['accepted'], description: 'The event is done, or kept as a dead letter.' })
  status!: 'accepted';

  @ApiPropertyOptional({
    description: 'Only where processing failed: the dead letter under which the event is kept.',
    example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
  })
  trace_id?: string;
}

/** The shape of an event, for the API's description; what arrives is read by domain/event.ts. */
export class CxoneEventDto {
  @ApiProperty({ example: 'evt_123', description: 'A non-empty string, or a number.' })
  event_id!: string;

  @ApiPropertyOptional({ example: 't_456' })
  tenant_id?: string;

  @ApiPropertyOptional({ example: '2024-10-23T14:00:00Z' })
  timestamp?: string;

  @ApiPropertyOptional({ example: { interaction_id: 'int_1' }, description: 'Any JSON.', type: Object })
  payload?: unknown;

  @ApiPropertyOptional({ example: 'v2.1', description: 'DEFAULT_SCHEMA_VERSION where absent.' })
  schema_version?: string;
}
