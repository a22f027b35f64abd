import { ApiProperty } from '@nestjs/swagger';

const AT = { type: String, nullable: true, example: '2024-10-23T14:00:00.000Z' } as const;

class LatestCallsDto {
  @ApiProperty({
    ...AT,
    description: 'When it last answered well; null: not since the start of this process.',
  })
  last_ok_at!: string | null;

  @ApiProperty({ ...AT, description: 'When it last failed; null: not since the start of this process.' })
  last_failed_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'upstream_timeout',
    description: 'Of the latest failure.',
  })
  last_error_code!: string | null;
}

class TargetStatusDto extends LatestCallsDto {
  @ApiProperty({ example: 'target:crm', description: 'As the filter `target` of `GET /events` takes it.' })
  name!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://crm.example/events',
    description: 'Without its query; null: it is a processor in code.',
  })
  url!: string | null;

  @ApiProperty({
    enum: ['closed', 'open', 'probing'],
    example: 'closed',
    description: '`open`: scheduled retries wait. `probing`: one of them may try it.',
  })
  breaker!: 'closed' | 'open' | 'probing';
}

class CxoneStatusDto {
  @ApiProperty({ example: 'https://api-na1.niceincontact.com' })
  base_url!: string;

  @ApiProperty({ type: LatestCallsDto, description: 'Of the requests for a token.' })
  token!: LatestCallsDto;
}

export class TargetsStatusDto {
  @ApiProperty({ type: [TargetStatusDto] })
  items!: TargetStatusDto[];

  @ApiProperty({ type: CxoneStatusDto, nullable: true, description: 'null: CXone is not configured.' })
  cxone!: CxoneStatusDto | null;
}
