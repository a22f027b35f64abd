import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../domain/access/role.js';
import { CALLER_KINDS, type Caller, type CallerKind } from './caller.js';

export class MeDto {
  @ApiProperty({
    example: 'ci',
    description: 'The name of the key, or what the identity provider calls the person.',
  })
  name!: string;

  @ApiProperty({ enum: CALLER_KINDS, description: 'How the caller has shown who they are.' })
  kind!: CallerKind;

  @ApiProperty({ enum: ROLES, description: 'Each role includes the ones before it.' })
  role!: Role;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2027-01-31T00:00:00.000Z',
    description: 'When the credential ends; `null`: it does not.',
  })
  expires_at!: string | null;
}

export function meDto({ name, kind, role, expiresAt }: Caller): MeDto {
  return { name, kind, role, expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString() };
}
