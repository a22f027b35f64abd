import { ApiProperty } from '@nestjs/swagger';

class SettingDto {
  @ApiProperty({ example: 'RETRY_MAX_ATTEMPTS' })
  name!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '8',
    description: 'null: it has no value, or its value is secret. Of an address, its query is not shown.',
  })
  value!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '8',
    description: 'The default; null: there is none.',
  })
  default!: string | null;

  @ApiProperty({ enum: ['default', 'environment', 'file'], example: 'default' })
  source!: 'default' | 'environment' | 'file';

  @ApiProperty({ description: 'Whether the value is shown to nobody.' })
  secret!: boolean;

  @ApiProperty({ example: 'Retries of a record.' })
  meaning!: string;
}

class SettingsGroupDto {
  @ApiProperty({ example: 'Retrying and keeping' })
  title!: string;

  @ApiProperty({ type: [SettingDto] })
  settings!: SettingDto[];
}

export class SettingsDto {
  @ApiProperty({ type: [SettingsGroupDto] })
  groups!: SettingsGroupDto[];
}
