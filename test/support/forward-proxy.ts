import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy on loopback that leads every host to one port of this machine. */
export class ForwardProxy {
  /** What it was asked for: an absolute address, or a host and port to connect to. */
  readonly asked: string[] = [];
  readonly authorizations: (string | undefined)[] = [];
  /** Connections that were ever opened to it. */
  connections = 0;
  /** Answered instead of passing anything on. */
  refuseWith: number | null = null;
  /** Answers nothing. */
  hangs = false;
  private readonly server: Server;
  private readonly sockets = new Set<Duplex>();

  private constructor(private readonly toPort: number) {
    this.server = createServer((request, response) => {
      this.note(request);
      if (this.hangs) return;
      if (this.refuseWith !== null) {
        response.writeHead(this.refuseWith).end('<p>from the proxy</p>');
        return;
      }
      const { pathname, search } = new URL(request.url ?? '');
      const { 'proxy-authorization': _, ...headers } = request.headers;
      const { method } = request;
      const onward = httpRequest(
        { host: '127.0.0.1', port: this.toPort, method, path: pathname + search, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    this.server.on('connect', (request: IncomingMessage, socket: Duplex) => this.join(request, socket));
    this.server.on('connection', (socket: Socket) => {
      this.connections++;
      this.sockets.add(socket);
    });
  }

  static async start(toPort: number): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(toPort);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private note(request: IncomingMessage): void {
    this.asked.push(request.url ?? '');
    this.authorizations.push(request.headers['proxy-authorization']);
  }

  private join(request: IncomingMessage, near: Duplex): void {
    this.note(request);
    near.on('error', () => {});
    if (this.hangs) return;
    if (this.refuseWith !== null) {
      near.end(`HTTP/1.1 ${this.refuseWith} No\r\nContent-Length: 4\r\n\r\nnope`);
      return;
    }
    const far = connect(this.toPort, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    this.sockets.add(far);
  }
}
