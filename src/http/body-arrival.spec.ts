import { once } from 'node:events';
import { createServer, request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { raw } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { BODY_PAUSE_MS, SETTLED_MS } from './arriving-bodies.js';
import { bodyArrival } from './body-arrival.js';
import { problemBody } from './problem.js';

const DETAIL = 'Too many events at once; deliver again.';

/** A delivery whose body is sent piece by piece. */
class Delivery {
  readonly answer: Promise<IncomingMessage>;

  constructor(private readonly sent: ClientRequest) {
    this.answer = once(sent, 'response').then(([response]) => response as IncomingMessage);
    // A refused request's connection is closed while its body is still to come.
    this.answer.catch(() => {});
    sent.on('error', () => {});
    sent.flushHeaders();
  }

  send(bytes: number): void {
    this.sent.write(Buffer.alloc(bytes));
  }

  end(bytes = 0): void {
    this.sent.end(Buffer.alloc(bytes));
  }

  leave(): void {
    this.sent.destroy();
  }
}

describe('a body that arrives', () => {
  let clock: TestClock;
  let server: Server;
  let sent: ClientRequest[];
  /** Requests that came so far, those whose bodies are read, bytes of them that came, and bodies that were whole. */
  let seen: { requests: number; read: number; bytes: number; whole: number; closed: number };
  /** Holds the answers to whole bodies back. */
  let answering: Promise<void>;

  beforeEach(async () => {
    clock = new TestClock();
    sent = [];
    // A connection of the test before may be closed late.
    const counts = (seen = { requests: 0, read: 0, bytes: 0, whole: 0, closed: 0 });
    answering = Promise.resolve();
    const app = express();
    app.set('trust proxy', true);
    app.use((_request, response, next) => {
      counts.requests++;
      response.once('close', () => counts.closed++);
      next();
    });
    app.use(
      bodyArrival({
        maxBodies: 2,
        maxBodiesPerAddress: 1,
        maxMs: 10_000,
        maxBytes: 150,
        maxBodyBytes: 100,
        detail: DETAIL,
        clock,
        answer: ({ details }, response) => {
          response
            .set(details.headers ?? {})
            .status(details.status)
            .json(problemBody(details));
        },
      }),
    );
    app.use((incoming, _response, next) => {
      counts.read++;
      incoming.on('data', (chunk: Buffer) => (counts.bytes += chunk.length));
      next();
    });
    app.use(raw({ type: () => true }), (_request, response) => {
      counts.whole++;
      void answering.then(() => response.end());
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const one of sent) one.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  /** Sends the header of a delivery, and waits until the service has it. */
  async function begin(address: string): Promise<Delivery> {
    const { port } = server.address() as AddressInfo;
    const before = seen.requests;
    const headers = { 'X-Forwarded-For': address, 'Content-Length': '100' };
    const one = request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false });
    sent.push(one);
    const delivery = new Delivery(one);
    await expect.poll(() => seen.requests).toBe(before + 1);
    return delivery;
  }

  async function sendTo(delivery: Delivery, bytes: number): Promise<void> {
    const before = seen.bytes;
    delivery.send(bytes);
    await expect.poll(() => seen.bytes).toBe(before + bytes);
  }

  async function expectShed({ answer }: Delivery): Promise<void> {
    const response = await answer;
    const [body] = (await once(response, 'data')) as [Buffer];
    expect(response.statusCode).toBe(503);
    expect(response.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'overloaded', detail: DETAIL });
  }

  it('is refused with 503 before a byte of it is read, where no other one gives way', async () => {
    await begin('192.0.2.1');
    await begin('192.0.2.2');
    expect(seen.read).toBe(2);
    await expectShed(await begin('192.0.2.3'));
    expect(seen.read).toBe(2);
  });

  it('is refused before it is read where its address has its share', async () => {
    await begin('192.0.2.1');
    await expectShed(await begin('192.0.2.1'));
    expect(seen.read).toBe(1);
    await begin('192.0.2.2');
    expect(seen.read).toBe(2);
  });

  it('makes the slowest one give way that has had its time, and is read itself', async () => {
    const slow = await begin('192.0.2.1');
    const quick = await begin('192.0.2.2');
    clock.jump(SETTLED_MS);
    await sendTo(quick, 50);
    const next = await begin('192.0.2.3');
    await expectShed(slow);
    for (const delivery of [quick, next]) delivery.end(delivery === quick ? 50 : 100);
    expect((await quick.answer).statusCode).toBe(200);
    expect((await next.answer).statusCode).toBe(200);
  });

  it('is refused as soon as its bytes find no room', async () => {
    await sendTo(await begin('192.0.2.1'), 95);
    const second = await begin('192.0.2.2');
    second.send(60);
    await expectShed(second);
  });

  it('gives its place back when it is whole, and its bytes with its answer', async () => {
    let answerAll = () => {};
    answering = new Promise((resolve) => (answerAll = resolve));
    const first = await begin('192.0.2.1');
    first.end(100);
    await expect.poll(() => seen.whole).toBe(1);
    const second = await begin('192.0.2.1');
    second.send(60);
    await expectShed(second);
    answerAll();
    expect((await first.answer).statusCode).toBe(200);
    await expect.poll(() => seen.closed).toBe(2);
    const third = await begin('192.0.2.1');
    third.end(100);
    expect((await third.answer).statusCode).toBe(200);
  });

  it('leaves its place to others when its sender goes away', async () => {
    (await begin('192.0.2.1')).leave();
    await expect.poll(() => seen.closed).toBe(1);
    const again = await begin('192.0.2.1');
    again.end(100);
    expect((await again.answer).statusCode).toBe(200);
  });

  it('is 408 where its next byte does not come in time', async () => {
    const { answer } = await begin('192.0.2.1');
    await clock.advance(BODY_PAUSE_MS);
    const response = await answer;
    expect([response.statusCode, response.headers.connection]).toEqual([408, 'close']);
  });
});
