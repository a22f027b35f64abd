import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express } from 'express';

/**
 * Express under Nest, with a server that makes its requests and responses as Express's own. Node would make plain ones, and
 * a direct route would have to change the prototypes of each: that takes time, and makes every later use of them slower.
 */
export class DirectAdapter extends ExpressAdapter {
  /** Nest's options for the server, such as those of HTTPS, are not used by the service. */
  override initHttpServer(): void {
    const express = this.getInstance<Express>();
    this.httpServer = createServer(classesOf(express), express);
  }
}

/** Instances have what `express` gives its requests and responses by their prototypes. */
function classesOf(express: Express) {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(ExpressRequest.prototype, express.request);
  Object.setPrototypeOf(ExpressResponse.prototype, express.response);
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}
