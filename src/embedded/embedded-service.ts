import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import type { ApplicationConfig, DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { Router, type RequestHandler } from 'express';
import type { Config } from '../config/config.js';
import { noteStart } from '../note-start.js';
import { openService, type OpenedService } from '../open-service.js';
import { openLog } from '../runtime/log/open-log.js';
import type { Log } from '../runtime/logger.js';
import { SERVICE_VERSION } from '../runtime/service-version.js';
import { Shutdown } from '../runtime/shutdown.js';
import { tellUnknownVariables } from '../start.js';
import { storeLocation } from '../store/open-object-store.js';
import { onServer } from './embedded-config.js';
import { hostProcessors } from './host-processors.js';
import { fixedRoutesOf } from './host-routes.js';
import { isOwnPath } from './own-paths.js';

/** What the application hands in. */
export interface HostParts {
  adapters: HttpAdapterHost;
  application: ApplicationConfig;
  discovery: DiscoveryService;
}

/**
 * The whole service as an application of its own, with the server of another one. Each keeps its own pipes, filters,
 * guards and middleware: they share nothing but the port. Requests for the service are taken before the middleware of the
 * application, because signatures are checked on the bytes of a body that nobody has read.
 */
export class EmbeddedService {
  private readonly way = Router();
  private readonly log: Log;
  private readonly replica = `${hostname()}-${randomUUID().slice(0, 8)}`;
  private opened: OpenedService | null = null;

  constructor(
    private readonly config: Config,
    /** Below the prefix of the application; empty, or begins with a slash. */
    private readonly path: string,
    private readonly host: HostParts,
  ) {
    const { logLevel: level, logFormat: format } = config.http;
    const origin = { service: 'cxone-dlq', version: SERVICE_VERSION, worker: this.replica };
    this.log = openLog({ level, format }, origin);
    const { adapters } = host;
    if (adapters.httpAdapter) this.mount();
    else adapters.init$.subscribe(() => this.mount());
  }

  /** Opens the service, after the modules of the application. @throws Error where it cannot start */
  async open(): Promise<void> {
    const { adapters, application, discovery } = this.host;
    const { httpAdapter } = adapters;
    if (!httpAdapter) throw new Error('CxoneDlqModule: expected an application with an HTTP server');
    const prefix = `${withSlash(application.getGlobalPrefix())}${this.path}`;
    refuseSharedRoutes(fixedRoutesOf(httpAdapter.getInstance()), prefix);
    tellUnknownVariables(this.config, this.log);
    const config = onServer(this.config, httpAdapter.getHttpServer() as Server);
    const opened = await openService(config, {
      log: this.log,
      replica: this.replica,
      processors: hostProcessors(discovery),
    });
    await opened.app.init();
    this.opened = opened;
    const service = opened.app.getHttpAdapter().getInstance() as RequestHandler;
    this.way.use(prefix || '/', (request, response, next) => {
      if (!isOwnPath(request.path, prefix)) return next();
      // The application's Express has set it already.
      response.removeHeader('X-Powered-By');
      service(request, response, next);
    });
    noteStart(opened.app, config, this.replica);
    const kind = config.store.s3 === null ? 'file' : 's3';
    this.log.info('started', { api: `${prefix}/api/v1/dlq`, store: kind, data: storeLocation(config.store) });
  }

  /** No more work begins, and streams end. Requests are still answered. */
  drain(): void {
    this.opened?.app.get(Shutdown).begin();
  }

  /** Ends the service, after the server of the application. */
  async close(): Promise<void> {
    await this.opened?.app.close();
    await this.opened?.afterwards();
    this.opened = null;
  }

  private mount(): void {
    const { httpAdapter } = this.host.adapters;
    if (httpAdapter.getType() !== 'express') {
      throw new Error('CxoneDlqModule: expected an application on Express (@nestjs/platform-express)');
    }
    httpAdapter.use(this.way);
  }
}

function withSlash(prefix: string): string {
  const name = prefix.replace(/^\/+|\/+$/g, '');
  return name === '' ? '' : `/${name}`;
}

/** @throws Error that names a route which both would answer */
function refuseSharedRoutes(routes: readonly string[], prefix: string): void {
  const shared = routes.find(
    (route) => route.startsWith(prefix) && isOwnPath(route.slice(prefix.length), prefix),
  );
  if (shared === undefined) return;
  throw new Error(
    `CxoneDlqModule: ${shared} is a route of the application and of CXone DLQ; set forRoot({ path: '/cxone' }), ` +
      'and all routes of CXone DLQ stand below that path',
  );
}
