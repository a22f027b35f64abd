import type { Server } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { raw, type NextFunction, type Request, type Response } from 'express';
import { apiGate, sameSiteOnly } from './access/api-gate.js';
import type { Config, HttpConfig } from './config/config.js';
import { CONFIG } from './config/config.module.js';
import type { WebhookConfig } from './config/webhook-config.js';
import { bodyProblems } from './http/body-problems.js';
import { inFlightGate, type GateLimits } from './http/in-flight.gate.js';
import { jsonBody } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { KnownFieldsGuard } from './http/known-fields.guard.js';
import { RequestValidation } from './http/validation.js';
import { openApiDocument } from './openapi.js';
import { CLOCK, type Clock } from './runtime/clock.js';
import { LOG, type Log } from './runtime/logger.js';
import { NEW_ID, type NewId } from './runtime/runtime.module.js';
import { Shutdown } from './runtime/shutdown.js';
import { postOnly } from './webhook/post-only.js';
import { SignatureCounts } from './webhook/signature/signature-counts.js';
import { signatureGate } from './webhook/signature/signature.gate.js';
import { WEBHOOK_PATH } from './webhook/webhook.path.js';

/** How often Node looks for requests whose time is over. */
const TIMEOUT_CHECK_MS = 1_000;

/** What every instance of the app has in common, the ones in tests included. Create it with `bodyParser: false`. */
export function setUpApp(app: NestExpressApplication): void {
  const config = app.get<Config>(CONFIG);
  const shutdown = app.get(Shutdown);

  app.disable('x-powered-by');
  app.set('etag', false);
  // By default parameters past the thousandth are dropped, filters among them.
  app.set('query parser', (text: string) => parseQuery(text, '&', '=', { maxKeys: 0 }));
  app.set('trust proxy', config.http.trustProxy);
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    // A kept-alive connection would hold the process up after the last answer.
    if (shutdown.signal.aborted) response.set('Connection', 'close');
    next();
  });
  app.use(apiGate(config.http));
  app.use(WEBHOOK_PATH, postOnly, inFlightGate(webhookLimits(config.webhook)));
  app.use(WEBHOOK_PATH, raw({ type: () => true, limit: config.webhook.maxBodyBytes, inflate: false }));
  app.use(
    WEBHOOK_PATH,
    signatureGate({
      active: config.signatures.active,
      clock: app.get<Clock>(CLOCK),
      counts: app.get(SignatureCounts),
      log: app.get<Log>(LOG),
    }),
  );
  app.use('/api', sameSiteOnly, inFlightGate(apiLimits(config.http)), ...jsonBody);
  app.use(bodyProblems);
  app.useGlobalGuards(new KnownFieldsGuard(app.get(Reflector)));
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(new ProblemFilter(app.get<Log>(LOG), app.get<NewId>(NEW_ID)));
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    customSiteTitle: 'CXone DLQ',
    swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true },
  });
  dropHalfSentRequests(app.getHttpServer(), config.http.requestTimeoutMs);
}

function webhookLimits({ maxInFlight, maxBytesInFlight, maxBodyBytes }: WebhookConfig): GateLimits {
  const detail = 'Too many events at once; deliver again.';
  return { maxInFlight, detail, bytes: { max: maxBytesInFlight, maxBodyBytes } };
}

function apiLimits({ apiMaxInFlight }: HttpConfig): GateLimits {
  return { maxInFlight: apiMaxInFlight, detail: 'Too many requests at once; try again.' };
}

/** Node answers 408 to a request that has not arrived whole in time, and closes its connection. */
function dropHalfSentRequests(server: Server, timeoutMs: number): void {
  server.headersTimeout = timeoutMs;
  server.requestTimeout = timeoutMs;
  // An option of http.createServer, which Nest calls for us; it is read when the server begins to listen.
  Object.assign(server, { connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, timeoutMs) });
}
