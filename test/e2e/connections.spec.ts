import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the connections of the service', () => {
  let app: TestApp;
  let sockets: Socket[];

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await app.close();
  });

  /** A connection that has had its answer, and stays open. */
  async function idle(): Promise<Socket> {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    sockets.push(socket);
    socket.write('GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    return socket;
  }

  it('are no more than the limit; one more is closed, and with it the idle ones', async () => {
    sockets = [];
    app = await startTestApp({ settings: { http: { maxConnections: 2 } } });
    const closed = [await idle(), await idle()].map((socket) => once(socket.resume(), 'close'));
    const third = connect(Number(new URL(app.url).port), '127.0.0.1');
    sockets.push(third);
    third.on('error', () => {});
    await Promise.all([...closed, once(third.resume(), 'close')]);
    expect((await send(`${app.url}/health/live`)).status).toBe(200);
  });
});
