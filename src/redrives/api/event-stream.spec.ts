import express, { type Response } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../../test/support/test-clock.js';
import { EventStream } from './event-stream.js';

describe('a stream of events', () => {
  let server: Server;

  /** The answer to one request, and a connection whose client reads when it is told to. */
  async function opened() {
    const app = express();
    const answer = new Promise<Response>((resolve) => app.get('/', (_, response) => resolve(response)));
    server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    return { response: await answer, socket, clock: new TestClock() };
  }
  afterEach(() => void server.close());

  it('sends a comment where nothing else was sent for a while', async () => {
    const { response, socket, clock } = await opened();
    const stream = new EventStream(response, clock);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString())).resume();
    clock.jump(14_000);
    stream.keepAlive();
    stream.send('progress', 'x', { done: 1 });
    clock.jump(14_000);
    stream.keepAlive();
    expect(response.writableNeedDrain).toBe(false);
    clock.jump(1_000);
    stream.keepAlive();
    stream.end();
    await expect.poll(() => text).toContain('\r\n0\r\n');
    expect(text.match(/^: .*$/gm)).toHaveLength(1);
    expect(text).toMatch(/id: x\nevent: progress\ndata: \{"done":1\}\n\n[\s\S]*^: /m);
    socket.destroy();
  });

  it('keeps nothing for a client that does not read, and cuts it off after a while', async () => {
    const { response, clock, socket } = await opened();
    const stream = new EventStream(response, clock);
    const much = 'x'.repeat(1_000_000);
    let sent = 0;
    while (sent < 100 && stream.send('progress', String(sent), much)) {
      sent++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(sent).toBeLessThan(100);
    const kept = response.writableLength;
    expect(stream.send('progress', 'more', much)).toBe(false);
    expect(response.writableLength).toBe(kept);
    clock.jump(59_000);
    stream.keepAlive();
    expect(response.destroyed).toBe(false);
    clock.jump(1_000);
    stream.keepAlive();
    expect(response.destroyed).toBe(true);
    socket.destroy();
  });
});
