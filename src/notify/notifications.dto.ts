import { ApiProperty } from '@nestjs/swagger';

export class NotificationTestDto {
  @ApiProperty({ type: [String], example: ['ops'], description: 'The channels that the test goes to.' })
  channels!: string[];
}
