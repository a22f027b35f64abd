import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { RedriveController } from './redrive.controller.js';
import { RedriveService } from './redrive.service.js';

/** Many dead letters at once. */
@Module({
  imports: [AuditModule, DlqModule, CatalogModule],
  controllers: [RedriveController],
  providers: [RedriveService],
})
export class RedrivesModule {}
