import { ApiProperty } from '@nestjs/swagger';
import { LISTED_STATUSES } from './listed-status.js';

export class CatalogStateDto {
  @ApiProperty({
    enum: ['warming', 'ready'],
    description: '`warming`: the first listing has not ended yet, and there may be more than is shown.',
  })
  state!: 'warming' | 'ready';

  @ApiProperty({ example: 100_000 })
  records!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2024-10-23T19:39:05.678Z',
    description: 'When everything was last listed; what others did to older records since is not seen yet.',
  })
  listed_at!: string | null;
}

export class NamedCountDto {
  @ApiProperty({ type: String, nullable: true, example: 't_456' })
  name!: string | null;

  @ApiProperty({ example: 12 })
  count!: number;
}

export class HourCountDto {
  @ApiProperty({ example: '2024-10-23T19:00:00.000Z' })
  hour!: string;

  @ApiProperty({ example: 12 })
  count!: number;
}

export class StatsDto {
  @ApiProperty({ type: CatalogStateDto })
  catalog!: CatalogStateDto;

  @ApiProperty({ example: 100_000 })
  total!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: Object.fromEntries(LISTED_STATUSES.map((status) => [status, 0])),
  })
  by_status!: Record<string, number>;

  @ApiProperty({ type: [NamedCountDto], description: 'Unresolved ones of the 100 tenants that have most.' })
  by_tenant!: NamedCountDto[];

  @ApiProperty({ example: 0, description: 'Unresolved ones of all other tenants.' })
  other_tenants!: number;

  @ApiProperty({ type: [NamedCountDto], description: 'Unresolved ones.' })
  by_error_code!: NamedCountDto[];

  @ApiProperty({ type: [NamedCountDto], description: 'Unresolved ones.' })
  by_schema_version!: NamedCountDto[];

  @ApiProperty({ type: String, nullable: true, example: '2024-10-23T19:39:05.678Z' })
  oldest_unresolved_at!: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 3_600 })
  oldest_unresolved_age_s!: number | null;

  @ApiProperty({ example: 0, description: 'Retries whose time has come.' })
  due_now!: number;

  @ApiProperty({
    type: [HourCountDto],
    description: 'Unresolved ones by the hour of their first failure, the last 48 hours.',
  })
  by_hour!: HourCountDto[];
}

export class RefreshDto {
  @ApiProperty({ example: 100_000 })
  listed!: number;

  @ApiProperty({ example: 3, description: 'Read, since they were new or changed.' })
  read!: number;

  @ApiProperty({ example: 1, description: 'Known ones that were there no more.' })
  gone!: number;

  @ApiProperty({
    example: 0,
    description: 'Listed, but reading them failed in a way that may pass; asked for again soon.',
  })
  unread!: number;

  @ApiProperty({
    example: 0,
    description:
      'Listed, but not handed out by the store (archived, or denied), or written by a newer version; read again by a ' +
      'full listing.',
  })
  unreadable!: number;
}
