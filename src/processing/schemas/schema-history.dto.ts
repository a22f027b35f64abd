import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ReasonDto } from '../../audit/reason.dto.js';

const DIGEST = '9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015';

export class RollbackDto extends ReasonDto {
  @ApiProperty({ example: DIGEST, description: 'Of the set to put in force.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'a digest: 64 digits and letters from a to f' })
  digest!: string;
}

export class SchemaAuthorDto {
  @ApiProperty({ example: 'ops-laptop' })
  name!: string;

  @ApiProperty({ example: 'key' })
  kind!: string;
}

export class SchemaHistoryEntryDto {
  @ApiProperty({ example: DIGEST, description: 'Of the set that was put in force.' })
  digest!: string;

  @ApiProperty({ type: String, nullable: true, example: DIGEST, description: 'Of the set before.' })
  before!: string | null;

  @ApiProperty({ example: '2024-10-23T14:00:00.000Z' })
  at!: string;

  @ApiProperty({ type: SchemaAuthorDto })
  by!: SchemaAuthorDto;

  @ApiProperty({ enum: ['put', 'delete', 'rollback'] })
  action!: 'put' | 'delete' | 'rollback';

  @ApiProperty({ type: String, nullable: true, example: 'v2.1.schema.json', description: 'null: all.' })
  file!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'the CRM sends amounts as text, ticket OPS-312' })
  reason!: string | null;

  @ApiProperty({ example: '1729712345678-000000-0b9f2c1e', description: 'Of the entry in the audit.' })
  audit_id!: string;
}

export class SchemaHistoryDto {
  @ApiProperty({ type: [SchemaHistoryEntryDto] })
  items!: SchemaHistoryEntryDto[];
}
