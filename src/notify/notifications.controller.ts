import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS, CHANGE_PROBLEMS } from '../http/problem-examples.js';
import { Problem } from '../http/problem.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import { ChannelsInForce } from './channels-in-force.js';
import { NotificationTestDto } from './notifications.dto.js';

@ApiTags(TAGS.notifications)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/notifications')
export class NotificationsController {
  constructor(
    private readonly channels: ChannelsInForce,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(NEW_ID) private readonly newId: NewId,
  ) {}

  @Post('test')
  @HttpCode(202)
  @RequiresRole('admin')
  @ApiOperation({
    summary: 'Try the channels',
    description:
      'Sends a test and its recovery to every channel of NOTIFY_FILE. Whether they arrived is seen there, in the ' +
      'log (`notice_sent`, `notice_failed`) and in `/health/ready`.',
  })
  @ApiResponse({ status: 202, type: NotificationTestDto })
  @ApiProblems(...CHANGE_PROBLEMS, 'no_channels')
  test(): NotificationTestDto {
    const channels = this.channels.names;
    if (channels.length === 0) {
      throw new Problem({
        status: 409,
        code: 'no_channels',
        detail: 'There is no channel to try: set NOTIFY_FILE.',
      });
    }
    const now = this.clock.now();
    const messageId = `test-${this.newId()}`;
    const test = {
      id: messageId,
      kind: 'test',
      severity: 'info',
      title: 'This is a test of cxone-dlq; nothing has happened',
      details: {},
      since: now,
      at: now,
    } as const;
    void this.channels.tell({ ...test, state: 'firing', messageId });
    void this.channels.tell({ ...test, state: 'resolved', messageId: `${messageId}-resolved` });
    return { channels };
  }
}
