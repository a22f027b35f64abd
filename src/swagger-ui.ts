import { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Admission } from './access/admission.js';
import { recognise } from './access/admit.js';
import { callerOf } from './access/request-caller.js';
import { SESSION_SCHEME } from './access/required-role.js';
import { pageOf } from './catalog/catalog-query.js';
import { CatalogService } from './catalog/catalog.service.js';
import { traceIdOf } from './catalog/summary.js';
import type { Config } from './config/config.js';
import { CONFIG } from './config/config.module.js';
import { docsIntroduction } from './docs-introduction.js';
import { openApiDocument } from './openapi.js';

/** The page's script. It holds the description; for other clients the description stays the same. */
const PAGE_SCRIPT = 'swagger-ui-init.js';

/** Serves Swagger UI under `/docs`, and the API's description under `/docs/openapi.json`. */
export function setUpSwaggerUi(app: NestExpressApplication): void {
  const { access } = app.get<Config>(CONFIG);
  app.use(`/docs/${PAGE_SCRIPT}`, recognise(app.get(Admission)));
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    customSiteTitle: 'CXone DLQ',
    patchDocumentOnRequest: (request, _response, document) => {
      if (!isPageScript(request)) return document;
      const caller = callerOf(request) ?? null;
      // Only a caller with a role may see a trace id.
      const traceId = access === null || caller !== null ? newestTraceId(app) : null;
      const page = withTraceId(document, traceId);
      withoutSecondReason(page);
      // A browser sends the cookie of a session by itself; a field for it would do nothing.
      delete page.components?.securitySchemes?.[SESSION_SCHEME];
      if (access !== null) page.info.description += `\n\n${docsIntroduction(access, caller)}`;
      return page;
    },
    swaggerOptions: {
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
    },
  });
}

/**
 * The description with `traceId` as the example of every `trace_id` parameter. Swagger UI fills the field with it, so
 * that the request works without a change. Without a `traceId` the field stays empty.
 */
function withTraceId(document: OpenAPIObject, traceId: string | null): OpenAPIObject {
  const copy = structuredClone(document);
  for (const { get, post } of Object.values(copy.paths)) {
    for (const parameter of [...(get?.parameters ?? []), ...(post?.parameters ?? [])]) {
      if (!('name' in parameter) || parameter.name !== 'trace_id') continue;
      withoutExample(parameter);
      if (traceId !== null) parameter.example = traceId;
    }
  }
  return copy;
}

/** A change takes its reason once. The page proposes one in the body, so it must not fill the query parameter as well. */
function withoutSecondReason({ paths }: OpenAPIObject): void {
  const operations = Object.values(paths).flatMap(({ post, put, delete: remove }) => [post, put, remove]);
  for (const operation of operations) {
    if (operation?.requestBody === undefined) continue;
    for (const parameter of operation.parameters ?? []) {
      if ('name' in parameter && parameter.name === 'reason') withoutExample(parameter);
    }
  }
}

/** Swagger UI fills a field with the example of its parameter, and else with that of the parameter's schema. */
function withoutExample(parameter: { example?: unknown; schema?: object }): void {
  delete parameter.example;
  if (parameter.schema !== undefined && 'example' in parameter.schema) delete parameter.schema.example;
}

/** The trace id of the newest dead letter that may be retried; `null`: there is none. */
function newestTraceId(app: NestExpressApplication): string | null {
  const { catalog } = app.get(CatalogService);
  const { items } = pageOf(catalog, {
    filter: { status: ['pending', 'parked'] },
    sort: 'first_failed_at',
    order: 'desc',
    limit: 1,
  });
  return items[0] === undefined ? null : traceIdOf(items[0]);
}

function isPageScript(request: unknown): request is IncomingMessage {
  return request instanceof IncomingMessage && request.url?.includes(PAGE_SCRIPT) === true;
}
