import { Module, type OnModuleDestroy } from '@nestjs/common';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { CatalogService } from '../../catalog/catalog.service.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { DlqModule } from '../../dlq/dlq.module.js';
import { FixedNow } from '../../groups/fixed-now.js';
import { GroupsModule } from '../../groups/groups.module.js';
import { CLOCK } from '../../runtime/clock.js';
import { Facts } from '../../runtime/facts.js';
import { LOG } from '../../runtime/logger.js';
import { provideRoom } from '../../runtime/provide-room.js';
import { RANDOM } from '../../runtime/runtime.module.js';
import { ProcessingModule } from '../processing.module.js';
import { DryRunController } from './dry-run.controller.js';
import { DryRunService } from './dry-run.service.js';
import { FixedNowSampler, type SamplerParts } from './fixed-now-sampler.js';
import { SampleDryRunService } from './sample-dry-run.service.js';

@Module({
  imports: [DlqModule, CatalogModule, GroupsModule, ProcessingModule],
  controllers: [DryRunController],
  providers: [
    DryRunService,
    SampleDryRunService,
    ...provideRoom(
      (parts: SamplerParts) => ({ sampler: new FixedNowSampler(parts) }),
      {
        catalogService: CatalogService,
        letters: DeadLetterStore,
        dryRuns: DryRunService,
        fixedNow: FixedNow,
        clock: CLOCK,
        random: RANDOM,
        facts: Facts,
        log: LOG,
      },
      { sampler: FixedNowSampler },
    ),
  ],
  exports: [DryRunService, SampleDryRunService],
})
export class DryRunModule implements OnModuleDestroy {
  constructor(private readonly sampler: FixedNowSampler) {}

  onModuleDestroy(): Promise<void> {
    return this.sampler.stop();
  }
}
