import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Answers a request on a connection in bytes of the test's own choice. */
export type RawAnswer = (socket: Socket, nth: number) => void;

/** A TCP server for answers that no HTTP library would give. A request is over at its empty line, or its JSON's end. */
export class RawServer {
  /** Requests that were seen, on all connections. */
  requests = 0;
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(answer: RawAnswer): Promise<RawServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const raw = new RawServer(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => raw.serve(socket, answer));
    return raw;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket, answer: RawAnswer): void {
    this.connections++;
    this.sockets.add(socket);
    let text = '';
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      const head = text.indexOf('\r\n\r\n');
      if (head < 0 || text.length < head + 4 + length) return;
      text = '';
      answer(socket, ++this.requests);
    });
  }
}
