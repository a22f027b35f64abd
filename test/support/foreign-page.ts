import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server of somebody else, with an empty page that may do anything. */
export class ForeignPage {
  private constructor(
    private readonly server: Server,
    /** Another site, for which browsers send no SameSite cookie. */
    readonly otherSite: string,
    /** The same host at another port: another origin of the same site, for which browsers send every cookie. */
    readonly sameSite: string,
  ) {}

  static async start(): Promise<ForeignPage> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>a page of somebody else</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    return new ForeignPage(server, `http://localhost:${port}`, `http://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
