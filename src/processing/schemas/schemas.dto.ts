import { ApiProperty } from '@nestjs/swagger';

export class SchemaVersionDto {
  @ApiProperty({ example: 'v2.1' })
  version!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'v2.1.schema.json',
    description: 'null: an upcaster leads on from it, and it is not checked itself.',
  })
  file!: string | null;

  @ApiProperty({ example: 'v2.1', description: 'The version in which destinations get its events.' })
  final_version!: string;

  @ApiProperty({ description: 'Whether events are brought up to this one.' })
  current!: boolean;

  @ApiProperty({ example: 12, description: 'Unresolved dead letters of this version.' })
  unresolved!: number;

  @ApiProperty({ type: Number, nullable: true, example: null, description: 'From the registry file.' })
  parked_as_stale_after_ms!: number | null;
}

export class UpcasterDto {
  @ApiProperty({ example: 'v1' })
  from!: string;

  @ApiProperty({ example: 'v2.1' })
  to!: string;

  @ApiProperty({ example: 'v1-to-v2.1.upcast.jsonata' })
  file!: string;
}

export class SchemasDto {
  @ApiProperty({
    example: '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015',
    description: 'SHA-256 over the names and contents of the files in use; the ETag is this in quotes.',
  })
  digest!: string;

  @ApiProperty({
    enum: ['bucket', 'files', 'shipped'],
    description:
      'Who is in charge: `SCHEMA_DIR` (files), or the bucket; `shipped`: the bucket, unchanged so far.',
  })
  source!: 'bucket' | 'files' | 'shipped';

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'v2.1',
    description: 'From the registry file; null: events go as far as upcasters lead.',
  })
  current!: string | null;

  @ApiProperty({
    example: 'v2.1',
    description: 'Of events that name no version: from the registry file, else `DEFAULT_SCHEMA_VERSION`.',
  })
  default_version!: string;

  @ApiProperty({ type: [SchemaVersionDto] })
  versions!: SchemaVersionDto[];

  @ApiProperty({ type: [UpcasterDto] })
  upcasters!: UpcasterDto[];

  @ApiProperty({ example: 0, description: 'Unresolved dead letters of versions that nothing here knows.' })
  unresolved_of_unknown_versions!: number;
}

/** The set that is in use after a change. */
export class ChangedSchemasDto {
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015' })
  digest!: string;

  @ApiProperty({ type: [String], example: ['v2.1'] })
  versions!: string[];

  @ApiProperty({ description: 'Whether another set was in use before in this process.' })
  changed!: boolean;
}
