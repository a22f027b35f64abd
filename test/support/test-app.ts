import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { setUpApp } from '../../src/app.setup.js';
import { loadConfig } from '../../src/config/config.js';
import { DirectAdapter } from '../../src/http/direct-adapter.js';
import { ConsolePage } from '../../src/console/page-files.js';
import type { ObjectStore } from '../../src/store/object-store.port.js';
import { BARE_OBJECT_STORE } from '../../src/store/open-object-store.js';
import { NestLog } from '../../src/runtime/log/nest-log.js';
import type { Tracer } from '../../src/runtime/tracer.js';
import type { EventProcessor, ProcessorOptions } from '../../src/processing/processor.js';
import { Processor } from '../../src/processing/processor.js';
import { MemoryLog } from './memory-log.js';
import { withSettings, type Settings } from './with-settings.js';

export interface TestApp {
  url: string;
  log: MemoryLog;
  app: NestExpressApplication;
  store: ObjectStore;
  close(): Promise<void>;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  settings?: Settings;
  /** In place of the store of the environment. */
  store?: ObjectStore;
  /** Takes the events of `versions`. */
  processor?: EventProcessor;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
  /** Where the console was built; absent: the app has none. */
  console?: string;
  /** Schema version `test`, unless others are named. */
  versions?: string[];
}

/**
 * The real app on a port of its own, with the embedded store in a fresh directory where no other is named, and
 * without the sweep where `env` does not ask for it.
 */
export async function startTestApp({
  env = {},
  settings = {},
  store,
  processor,
  tracer,
  console: page,
  versions = ['test'],
}: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
  const log = new MemoryLog();
  const variables = { DATA_DIR: dataDir, PORT: '0', RETRY_SWEEP_ENABLED: 'false', ...env };
  const config = withSettings(loadConfig(variables), settings);
  const builder = Test.createTestingModule({
    imports: [AppModule.of(config, { log, replica: `test-${randomUUID()}`, ...(tracer && { tracer }) })],
    providers: processor ? [processorOf(processor, { versions })] : [],
  });
  if (store) builder.overrideProvider(BARE_OBJECT_STORE).useValue(store);
  if (page !== undefined) builder.overrideProvider(ConsolePage).useValue(new ConsolePage(page));
  const module = await builder.compile();
  const app = module.createNestApplication<NestExpressApplication>(new DirectAdapter(), {
    bodyParser: false,
    logger: new NestLog(log),
  });
  setUpApp(app);
  await app.listen(config.http.port, config.http.host);
  return {
    url: await app.getUrl(),
    log,
    app,
    store: app.get<ObjectStore>(BARE_OBJECT_STORE),
    close: async () => {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function processorOf(processor: EventProcessor, options: ProcessorOptions) {
  @Processor(options)
  class TestProcessor implements EventProcessor {
    process: EventProcessor['process'] = (event, context) => processor.process(event, context);
  }
  return TestProcessor;
}
