import { request as httpRequest } from 'node:http';
import {
  BadRequestException,
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Injectable,
  Module,
  Post,
  type ArgumentsHost,
  type ExceptionFilter,
  type OnModuleInit,
  type PipeTransform,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { PermanentError } from '../domain/letter/failure.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { Processor, type EventProcessor } from '../processing/processor.js';
import { CxoneDlqModule, type CxoneDlqOptions } from './cxone-dlq.module.js';

@Injectable()
@Processor({ versions: ['case-1'] })
class Cases implements EventProcessor, OnModuleInit {
  inits = 0;
  seen: string[] = [];

  onModuleInit(): void {
    this.inits++;
  }

  async process({ eventId, payload }: CxoneEvent): Promise<void> {
    if (payload === '"never"') throw new PermanentError('upstream_rejected', 'the CRM refuses it');
    this.seen.push(eventId);
  }
}

@Controller()
class HostController {
  @Get()
  front() {
    return { page: 'the front page of the application' };
  }

  @Post('orders')
  order(@Body() body: object) {
    return body;
  }

  @Get('broken')
  broken() {
    throw new BadRequestException('the application says no');
  }
}

@Controller('version')
class SameRoute {
  @Get()
  version() {
    return 'the version of the application';
  }
}

@Catch(HttpException)
class HostFilter implements ExceptionFilter {
  catch(error: HttpException, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(error.getStatus()).json({ host_says: error.message });
  }
}

/** Would change every body of ours. */
class HostPipe implements PipeTransform {
  transform(value: unknown): unknown {
    return typeof value === 'object' && value !== null ? { ...value, piped: true } : value;
  }
}

describe('CxoneDlqModule', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let app: NestExpressApplication | undefined;
  let url: string;

  beforeEach(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await directory.remove();
  });

  interface Hosting extends CxoneDlqOptions {
    prefix?: string;
    host?: string;
    controllers?: Array<new () => unknown>;
  }

  async function start({ env = {}, prefix, path, host = '127.0.0.1', controllers = [] }: Hosting = {}) {
    const variables = { DATA_DIR: directory.path, RETRY_SWEEP_ENABLED: 'false', LOG_LEVEL: 'silent', ...env };

    @Module({
      imports: [CxoneDlqModule.forRoot({ env: variables, ...(path !== undefined && { path }) })],
      controllers: [HostController, ...controllers],
      providers: [Cases],
    })
    class HostModule {}

    app = await NestFactory.create<NestExpressApplication>(HostModule, {
      logger: false,
      abortOnError: false,
    });
    if (prefix !== undefined) app.setGlobalPrefix(prefix);
    app.useGlobalFilters(new HostFilter());
    app.useGlobalPipes(new HostPipe());
    await app.listen(0, host);
    url = (await app.getUrl()).replace('[::]', '127.0.0.1');
    return app;
  }

  const post = (path: string, body: unknown, type = 'application/json') =>
    fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } });
  const eventWith = (payload: unknown, event_id = 'e1') => ({ event_id, schema_version: 'case-1', payload });

  it('takes events in, and hands them to a processor of the application', async () => {
    const cases = (await start()).get(Cases);
    // Of a type that the application's own parser of bodies does not take.
    const passed = await post('/webhook/cxone-data-actions', eventWith(1), 'text/plain');
    expect([passed.status, await passed.json()]).toEqual([200, { status: 'accepted' }]);
    expect(cases).toMatchObject({ seen: ['e1'], inits: 1 });
    const failed = await post('/webhook/cxone-data-actions', eventWith('never', 'e2'));
    const { trace_id } = (await failed.json()) as { trace_id: string };
    const record = await fetch(`${url}/api/v1/dlq/events/${trace_id}`);
    expect(await record.json()).toMatchObject({
      status: 'parked',
      error_code: 'upstream_rejected',
      attempts: [{ processor: 'Cases' }],
    });
  });

  it('leaves the pipes, filters and bodies of the application alone, and keeps its own', async () => {
    await start();
    expect(await (await post('/orders', { id: 1 })).json()).toEqual({ id: 1, piped: true });
    expect(await (await fetch(`${url}/broken`)).json()).toEqual({ host_says: 'the application says no' });
    expect(await (await fetch(`${url}/unknown`)).json()).toEqual({ host_says: 'Cannot GET /unknown' });
    expect(await (await fetch(url)).json()).toEqual({ page: 'the front page of the application' });

    const refused = await post('/api/v1/dlq/retry', { limits: 1 });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: 'limits' }] });
    const method = await fetch(`${url}/webhook/cxone-data-actions`);
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
    expect(method.headers.get('x-powered-by')).toBeNull();
    const unknown = await fetch(`${url}/api/v1/dlq/unknown`);
    expect(await unknown.json()).toMatchObject({ code: 'not_found' });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/docs/openapi.json`)).status).toBe(200);
  });

  it('stands below the prefix of the application, and below a path of its own', async () => {
    await start({ prefix: 'shop', path: '/cxone', controllers: [SameRoute] });
    const answer = await post('/shop/cxone/webhook/cxone-data-actions', eventWith('never'));
    expect(await answer.json()).toMatchObject({ trace_id: expect.stringMatching(/^DLQ-/) as string });
    const { items } = (await (await fetch(`${url}/shop/cxone/api/v1/dlq/events`)).json()) as {
      items: object[];
    };
    expect(items).toHaveLength(1);
    expect(await (await fetch(`${url}/shop/version`)).text()).toBe('the version of the application');
    for (const path of [
      '/webhook/cxone-data-actions',
      '/cxone/webhook/cxone-data-actions',
      '/api/v1/dlq/retry',
    ]) {
      expect([path, (await post(path, {})).status]).toEqual([path, 404]);
    }
    // Its page would ask for its files at another path.
    expect((await fetch(`${url}/shop/cxone/console`)).status).toBe(404);
  });

  it('does not start where both would answer a route', async () => {
    await expect(start({ controllers: [SameRoute] })).rejects.toThrow(
      '/version is a route of the application and of CXone DLQ',
    );
  });

  it('keeps the API closed where the application listens beyond loopback, whatever HOST says', async () => {
    await start({ host: '0.0.0.0', env: { HOST: '127.0.0.1' } });
    expect((await fetch(`${url}/api/v1/dlq/events`)).status).toBe(403);
    expect((await post('/webhook/cxone-data-actions', eventWith(1))).status).toBe(200);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('ends with the application, and lets go of its directory', async () => {
    await start();
    await post('/webhook/cxone-data-actions', eventWith('never'));
    await app?.close();
    await start();
    const { items } = (await (await fetch(`${url}/api/v1/dlq/events`)).json()) as { items: object[] };
    expect(items).toHaveLength(1);
  });

  it('answers other spellings of a path as the service does', async () => {
    await start();
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(url);
      const options = { port, host: '127.0.0.1', method: 'GET', path: '/HEALTH/live/' };
      httpRequest(options, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(200);
  });

  it.each([
    [
      { env: { RETRY_MAX_ATTEMPTS: 'many', PORT: 'x' } },
      /RETRY_MAX_ATTEMPTS[\s\S]*|PORT[\s\S]*RETRY_MAX_ATTEMPTS/,
    ],
    [
      { env: { WORKERS: '2', DLQ_BUCKET: 'a-bucket', AWS_REGION: 'us-east-1' } },
      /WORKERS: expected 1 in an application/,
    ],
    [{ env: {}, path: 'cxone/' }, /path: expected a path such as \/cxone/],
  ])('refuses options that are not as expected: %j', (options, problem) => {
    expect(() => CxoneDlqModule.forRoot(options)).toThrow(problem);
  });
});
