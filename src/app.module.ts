import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { AccessModule } from './access/access.module.js';
import { ConsoleModule } from './console/console.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { DecisionsModule } from './decisions/decisions.module.js';
import { DlqModule } from './dlq/dlq.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { StoreModule } from './store/store.module.js';
import { HttpModule } from './http/http.module.js';
import { TimelineModule } from './groups/timeline.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { DryRunModule } from './processing/dry-run/dry-run.module.js';
import type { EventProcessor } from './processing/processor.js';
import { NotifyModule } from './notify/notify.module.js';
import { RedrivesModule } from './redrives/redrives.module.js';
import { RetryModule } from './retry/retry.module.js';
import { RuntimeModule, type ProcessParts } from './runtime/runtime.module.js';
import { WebhookModule } from './webhook/webhook.module.js';

@Module({})
export class AppModule {
  /** @param processors objects of marked classes that no module lists */
  static of(config: Config, parts: ProcessParts, processors: readonly EventProcessor[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        RuntimeModule.of(parts),
        HttpModule,
        AccessModule,
        StoreModule,
        // The API's description has the routes in this order: to list dead letters comes before to reveal one.
        CatalogModule,
        GroupsModule,
        TimelineModule,
        DlqModule,
        WebhookModule,
        RetryModule,
        DecisionsModule,
        RedrivesModule,
        DryRunModule,
        NotifyModule,
        HealthModule,
        MetricsModule,
        ConsoleModule,
      ],
      providers: processors.map((processor) => ({ provide: Symbol('a processor'), useValue: processor })),
    };
  }
}
