import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class CheckDto {
  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable'] })
  status!: 'ok' | 'degraded' | 'unavailable';

  @ApiPropertyOptional({ example: 'file', description: 'Which one it is.' })
  kind?: string;
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

  @ApiProperty({ example: '0.1.0' })
  version!: string;

  @ApiProperty({ example: 'v20.19.0' })
  node!: string;
}
