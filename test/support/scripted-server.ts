import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** The connection is closed instead. */
  drop?: boolean;
  /** The answer comes so much later, milliseconds. */
  delayMs?: number;
  /** Nothing is answered. */
  hang?: boolean;
  /** A body that goes on until the other side breaks the connection. */
  endless?: boolean;
}

export type Script = (request: SeenRequest, nth: number) => ScriptedAnswer;

/** An HTTP server that answers as a test tells it to, and keeps what it was asked. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  /** That were ever opened. */
  connections = 0;
  private readonly atOnce = new Map<string, number>();
  private readonly most = new Map<string, number>();
  private readonly server: Server;

  private constructor(public script: Script) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
        this.requests.push(seen);
        const now = (this.atOnce.get(url) ?? 0) + 1;
        this.atOnce.set(url, now);
        this.most.set(url, Math.max(now, this.mostAtOnce(url)));
        response.once('close', () => this.atOnce.set(url, this.atOnce.get(url)! - 1));
        const script = this.script(seen, this.to(url).length);
        if (script.delayMs === undefined) answer(script, response, request.socket);
        else setTimeout(() => answer(script, response, request.socket), script.delayMs);
      });
    });
    this.server.on('connection', () => this.connections++);
  }

  static async start(script: Script): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(script);
    await new Promise<void>((resolve) => scripted.server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  to(url: string): SeenRequest[] {
    return this.requests.filter((request) => request.url === url);
  }

  /** Requests to a path that were being answered at one time. */
  mostAtOnce(url: string): number {
    return this.most.get(url) ?? 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answer(script: ScriptedAnswer, response: ServerResponse, socket: Socket): void {
  if (script.hang) return;
  if (script.drop) {
    socket.destroy();
    return;
  }
  response.writeHead(script.status ?? 200, { 'Content-Type': 'application/json', ...script.headers });
  if (script.endless) return writeOn(response);
  response.end(script.text ?? JSON.stringify(script.json ?? {}));
}

export const TOKEN_PATH = '/api/v2/oauth/token';

/** Issues `token-1`, `token-2` and so on; every other path is for `api` to answer. */
export function withTokens(api: Script): Script {
  return (request, nth) =>
    request.url === TOKEN_PATH
      ? { json: { access_token: `token-${nth}`, expires_in: 3_600, token_type: 'bearer' } }
      : api(request, nth);
}

function writeOn(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, ' ');
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write).on('error', () => {});
  write();
}
