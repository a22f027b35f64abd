import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { AccessGuard } from './access/access.guard.js';
import { Admission } from './access/admission.js';
import { admit, forSessions, forStrangers } from './access/admit.js';
import { apiGate } from './access/api-gate.js';
import { OpenRoutes } from './access/open-routes.js';
import { knownHostOnly } from './access/request-host.js';
import { RoleExplorer } from './access/role-explorer.js';
import { sameSiteOnly } from './access/same-site.js';
import { recogniseScraper } from './access/scraper.js';
import { auditProblem } from './audit/audit-problem.js';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.module.js';
import { storeProblem } from './dlq/store-problem.js';
import { bodyArrival } from './http/body-arrival.js';
import { apiArrivals, webhookArrivals } from './http/arrival-limits.js';
import { bodyProblemOf, bodyProblems } from './http/body-problems.js';
import { limitConnections } from './http/connections.js';
import { DirectAdapter } from './http/direct-adapter.js';
import { addDirectRoute } from './http/direct-route.js';
import { frontPage } from './http/front-page.js';
import { HttpClosing } from './http/http-closing.js';
import { InFlightGate, type GateLimits } from './http/in-flight.gate.js';
import { jsonBody } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { KnownFieldsGuard } from './http/known-fields.guard.js';
import { parseQueryString } from './http/query-string.js';
import {
  docsPolicy,
  SECURITY_HEADERS,
  securityHeaders,
  setSecurityHeaders,
} from './http/security-headers.js';
import { isSchemaFile } from './http/schema-file.path.js';
import { textBody } from './http/text-body.js';
import { RequestValidation } from './http/validation.js';
import { wholeBody } from './http/whole-body.js';
import { setUpSwaggerUi } from './swagger-ui.js';
import { CLOCK, type Clock } from './runtime/clock.js';
import { Facts } from './runtime/facts.js';
import { Gauges } from './runtime/gauges.js';
import { LOG, type Log } from './runtime/logger.js';
import { NEW_ID, type NewId } from './runtime/runtime.module.js';
import { plainBodiesOnly } from './webhook/content-encoding.js';
import { postOnly } from './webhook/post-only.js';
import { ReceivedEvents } from './webhook/received-events.js';
import { signatureGate } from './webhook/signature/signature.gate.js';
import { WebhookController } from './webhook/webhook.controller.js';
import { WEBHOOK_PATH } from './http/webhook.path.js';

const TOO_MANY_REQUESTS = 'Too many requests at once; try again.';

/**
 * Sets up what every instance of the app shares, also in tests. Create the app with `bodyParser: false` and a
 * `DirectAdapter`.
 */
export function setUpApp(app: NestExpressApplication): void {
  const adapter: unknown = app.getHttpAdapter();
  if (!(adapter instanceof DirectAdapter))
    throw new TypeError('expected an application with a DirectAdapter');
  const config = app.get<Config>(CONFIG);
  const clock = app.get<Clock>(CLOCK);
  const closing = app.get(HttpClosing);
  const problems = new ProblemFilter(
    app.get<Log>(LOG),
    app.get<NewId>(NEW_ID),
    (thrown) => auditProblem(thrown) ?? storeProblem(thrown),
  );
  const answer = problems.answer.bind(problems);

  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', parseQueryString);
  app.set('trust proxy', config.http.trustProxy);
  app.use(closing.answers.middleware, securityHeaders);
  app.use(recogniseScraper(config.metrics.tokens));
  const browserChecks = [knownHostOnly(config.http), sameSiteOnly(config.http)];
  if (config.access === null) app.use(...[apiGate(config.http), ...browserChecks].map(forStrangers));
  else app.use(...browserChecks.map(forSessions));
  app.use(forStrangers(admit(app.get(Admission), new OpenRoutes(app.get(RoleExplorer).openRoutes()))));
  const answerDelivery: typeof answer = (thrown, response) => {
    // The direct route has not set them: it writes those of a 200 with its head.
    setSecurityHeaders(response);
    answer(bodyProblemOf(thrown) ?? thrown, response);
  };
  const webhook = webhookSteps(app, answerDelivery);
  app.use(WEBHOOK_PATH, ...webhook);
  app.use('/api', bodyArrival({ ...apiArrivals(config.http), clock, answer }), ...textBody(isSchemaFile));
  app.use('/api', ...jsonBody);
  app.use('/api', gateOf(app, 'api', { maxInFlight: config.http.apiMaxInFlight, detail: TOO_MANY_REQUESTS }));
  app.use('/docs', docsPolicy);
  app.use(frontPage);
  app.use(bodyProblems);
  app.useGlobalGuards(new AccessGuard(app.get(Reflector)), new KnownFieldsGuard(app.get(Reflector)));
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(problems);
  setUpSwaggerUi(app);
  const controller = app.get(WebhookController);
  addDirectRoute(adapter, {
    method: 'POST',
    path: WEBHOOK_PATH,
    steps: [closing.answers.middleware, ...webhook],
    handle: (request) => controller.receive(request),
    headers: SECURITY_HEADERS,
    fail: answerDelivery,
  });
  limitConnections(app.getHttpServer(), config.http);
  closing.watch();
}

/**
 * What a delivery passes. Whoever may call: the general checks let the webhook through, so its direct route leaves them
 * out.
 */
function webhookSteps(app: NestExpressApplication, answer: ProblemFilter['answer']): RequestHandler[] {
  const config = app.get<Config>(CONFIG);
  const clock = app.get<Clock>(CLOCK);
  return [
    app.get(ReceivedEvents).watch,
    postOnly,
    plainBodiesOnly,
    bodyArrival({ ...webhookArrivals(config.webhook, config.http), clock, answer }),
    wholeBody(config.webhook.maxBodyBytes),
    signatureGate({
      active: config.signatures.active,
      clock,
      facts: app.get(Facts),
      log: app.get<Log>(LOG),
    }),
    gateOf(app, 'webhook', {
      maxInFlight: config.webhook.maxInFlight,
      detail: 'Too many events at once; deliver again.',
    }),
  ];
}

/** A gate whose requests in flight are a gauge. */
function gateOf(app: NestExpressApplication, kind: 'webhook' | 'api', limits: GateLimits): RequestHandler {
  const gate = new InFlightGate(limits);
  app.get(Gauges).addOne('in_flight', { kind }, () => gate.inFlight);
  return gate.middleware;
}
