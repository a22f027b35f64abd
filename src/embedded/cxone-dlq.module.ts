import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApplicationConfig, DiscoveryModule, DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { embeddedConfig } from './embedded-config.js';
import { EmbeddedService } from './embedded-service.js';

export interface CxoneDlqOptions {
  /** The variables of docs/configuration.md. Absent: those of the process (`process.env`). */
  env?: Readonly<Record<string, string | undefined>>;
  /** Below the global prefix of the application: all routes stand there, `/cxone` for instance. Absent: no such path. */
  path?: string;
}

/** The service, as the module hands it its hooks. */
interface Embedded {
  open(): Promise<void>;
  drain(): void;
  close(): Promise<void>;
}

const EMBEDDED = Symbol('EMBEDDED');

/** CXone DLQ inside a Nest application on Express (docs/extending.md). */
@Module({})
export class CxoneDlqModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  /**
   * @throws Error that lists every variable that is not as expected
   * @throws TypeError where `path` is no path
   */
  static forRoot({ env, path = '' }: CxoneDlqOptions = {}): DynamicModule {
    if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(path)) {
      throw new TypeError('CxoneDlqModule: path: expected a path such as /cxone, without a slash at its end');
    }
    const config = embeddedConfig(env);
    return {
      module: CxoneDlqModule,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: EMBEDDED,
          inject: [HttpAdapterHost, ApplicationConfig, DiscoveryService],
          useFactory: (
            adapters: HttpAdapterHost,
            application: ApplicationConfig,
            discovery: DiscoveryService,
          ): Embedded => new EmbeddedService(config, path, { adapters, application, discovery }),
        },
      ],
    };
  }

  constructor(@Inject(EMBEDDED) private readonly service: Embedded) {}

  onApplicationBootstrap(): Promise<void> {
    return this.service.open();
  }

  onModuleDestroy(): void {
    this.service.drain();
  }

  onApplicationShutdown(): Promise<void> {
    return this.service.close();
  }
}
