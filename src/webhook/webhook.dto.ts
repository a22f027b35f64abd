import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const TRACE_ID = {
  description: 'Only where processing failed: the dead letter under which the event is kept.',
  example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
};

const DUPLICATE = {
  description:
    'Only where the same event was processed, or kept as a dead letter, before: nothing was done again.',
  enum: [true],
};

/** The outcome of one event of a batch. */
export class EventResultDto {
  @ApiProperty({
    example: 'evt_123',
    description: "The event's id, or the one that was derived from its text.",
  })
  event_id!: string;

  @ApiProperty({
    enum: ['accepted', 'not_stored'],
    description: '`not_stored`: it is to be delivered again.',
  })
  status!: 'accepted' | 'not_stored';

  @ApiPropertyOptional(TRACE_ID)
  trace_id?: string;

  @ApiPropertyOptional(DUPLICATE)
  duplicate?: true;
}

export class AcceptedDto {
  @ApiProperty({ enum: ['accepted'], description: 'Every event is done, or kept as a dead letter.' })
  status!: 'accepted';

  @ApiPropertyOptional(TRACE_ID)
  trace_id?: string;

  @ApiPropertyOptional(DUPLICATE)
  duplicate?: true;

  @ApiPropertyOptional({ type: [EventResultDto], description: 'Of a batch: its events, in their order.' })
  results?: EventResultDto[];
}

const EVENT = {
  event_id: 'evt_123',
  tenant_id: 't_456',
  timestamp: '2024-10-23T14:00:00Z',
  payload: { interaction_id: 'int_1' },
};

/** The first one is what Swagger UI sends as opened. */
export const EVENT_EXAMPLES = {
  event: { summary: 'An event', value: EVENT },
  failing: {
    summary: 'An event that fails and becomes a dead letter',
    value: { ...EVENT, event_id: 'evt_124', payload: {} },
  },
  batch: { summary: 'A batch of two events', value: [EVENT, { ...EVENT, event_id: 'evt_125' }] },
};

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
