import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS } from '../http/problem-examples.js';
import { SettingsDto } from './settings.dto.js';

@ApiTags(TAGS.health)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/settings')
export class SettingsController {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'settings'>) {}

  @Get()
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Show the settings in force',
    description: 'The variables of the process that answers, as it read them at its start, without secrets.',
  })
  @ApiOkResponse({ type: SettingsDto })
  show(): SettingsDto {
    const groups = this.config.settings.map(({ title, settings }) => ({
      title,
      settings: settings.map(({ byDefault, ...setting }) => ({ ...setting, default: byDefault })),
    }));
    return { groups };
  }
}
