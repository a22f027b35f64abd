import { Module } from '@nestjs/common';
import { DlqModule } from '../dlq/dlq.module.js';
import { RedriveController } from './redrive.controller.js';
import { RedriveService } from './redrive.service.js';

/** Many dead letters at once. */
@Module({ imports: [DlqModule], controllers: [RedriveController], providers: [RedriveService] })
export class RedrivesModule {}
