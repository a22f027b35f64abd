import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';

export class SignInQuery {
  @ApiPropertyOptional({
    example: '/docs',
    description: 'Where the person goes afterwards: a path of this service. Anything else counts as `/`.',
  })
  @IsOptional()
  @IsString()
  return_to?: string;
}
