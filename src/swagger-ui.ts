import { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { pageOf } from './catalog/catalog-query.js';
import { CatalogService } from './catalog/catalog.service.js';
import { traceIdOf } from './catalog/summary.js';
import { openApiDocument } from './openapi.js';

/** Serves Swagger UI under `/docs`, and the API's description under `/docs/openapi.json`. */
export function setUpSwaggerUi(app: NestExpressApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    customSiteTitle: 'CXone DLQ',
    // The page's script holds the description. The script stays the same for every client.
    patchDocumentOnRequest: (request, _response, document) =>
      isPageScript(request) ? withTraceId(document, newestTraceId(app)) : document,
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
      if (traceId === null) delete parameter.example;
      else parameter.example = traceId;
    }
  }
  return copy;
}

/** The trace id of the newest dead letter that may be retried; `null`: there is none. */
function newestTraceId(app: NestExpressApplication): string | null {
  const { catalog } = app.get(CatalogService);
  const { items } = pageOf((visit) => catalog.forEach(visit), {
    filter: { status: ['pending', 'parked'] },
    sort: 'first_failed_at',
    order: 'desc',
    limit: 1,
  });
  return items[0] === undefined ? null : traceIdOf(items[0]);
}

function isPageScript(request: unknown): boolean {
  return request instanceof IncomingMessage && request.url?.includes('swagger-ui-init.js') === true;
}
