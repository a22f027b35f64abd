import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class CheckDto {
  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable'] })
  status!: 'ok' | 'degraded' | 'unavailable';

  @ApiPropertyOptional({
    example: 'file',
    description: 'Which one of several it is: of the store `file` or `s3`.',
  })
  kind?: string;

  @ApiPropertyOptional({ description: 'Why it is not as it should be.' })
  detail?: string;

  @ApiPropertyOptional({ description: 'Of the store: whether one of several conditional PUTs wins.' })
  atomic_put?: boolean;

  @ApiPropertyOptional({
    description: 'Of the store: whether DELETE checks and deletes in one step; false costs two calls more.',
  })
  atomic_delete?: boolean;

  @ApiPropertyOptional({
    type: [String],
    description: 'Targets and processors whose circuit breaker is not closed.',
  })
  open_breakers?: string[];
}

export class ReadyDto {
  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable'] })
  status!: 'ok' | 'degraded' | 'unavailable';

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/CheckDto' },
    example: { store: { status: 'ok', kind: 'file' } },
  })
  checks!: Record<string, CheckDto>;
}

export class VersionDto {
  @ApiProperty({ example: 'cxone-dlq' })
  name!: string;

  @ApiProperty({ example: '0.2.0' })
  version!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'aecc3c3f0a1b',
    description:
      'The commit that the build was made from. It ends with `-changed` where the sources were not committed.',
  })
  commit!: string | null;

  @ApiProperty({ example: 'v20.19.0' })
  node!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015',
    description: 'Digest of the schemas in use; null: the store has not told yet which are in force.',
  })
  schemas!: string | null;
}
