import { describe, expect, it, vi } from 'vitest';
import { Exchange } from './exchange.js';
import { answerHeader, ExchangeFailed } from './s3-answer.js';

function controller() {
  const abort = vi.fn<(reason: Error) => void>();
  return { abort, aborted: false, paused: false, reason: null, pause() {}, resume() {} };
}

const settled = (exchange: Exchange) => exchange.answer.catch((error: unknown) => error);

describe('Exchange', () => {
  it('gives the answer whole, and leaves out what comes before it', async () => {
    const [exchange, connection] = [new Exchange(), controller()];
    exchange.onRequestStart(connection);
    exchange.onResponseStart(connection, 100, { early: 'hint' });
    exchange.onResponseStart(connection, 200, { etag: '"e"', 'set-cookie': ['a', 'b'], none: undefined });
    for (const part of ['bo', 'dy']) exchange.onResponseData(connection, Buffer.from(part));
    exchange.onResponseEnd();
    const answer = await exchange.answer;
    expect(answer).toMatchObject({ status: 200, body: Buffer.from('body') });
    expect(['etag', 'set-cookie', 'none', 'early'].map((name) => answerHeader(answer, name))).toEqual([
      '"e"',
      'a, b',
      undefined,
      undefined,
    ]);
  });

  it('is not begun when it was given up while a connection was made', async () => {
    const [exchange, connection] = [new Exchange(), controller()];
    const released = vi.fn<() => void>();
    exchange.onReleased = released;
    exchange.giveUp('timeout');
    expect(await settled(exchange)).toMatchObject({ reason: 'timeout', sent: false });
    expect(released).not.toHaveBeenCalled();
    exchange.onRequestStart(connection);
    expect(connection.abort).toHaveBeenCalledOnce();
    exchange.onResponseError(connection, new Error('aborted'));
    expect(released).toHaveBeenCalledOnce();
  });

  it('is not begun a second time', async () => {
    const [exchange, first, second] = [new Exchange(), controller(), controller()];
    exchange.onRequestStart(first);
    exchange.onRequestStart(second);
    expect(second.abort).toHaveBeenCalledOnce();
    exchange.onResponseError(second, new Error('aborted'));
    expect(await settled(exchange)).toMatchObject({ sent: true });
  });

  it.each<[unknown, string]>([
    [Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:443'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new AggregateError([Object.assign(new Error('a'), { code: 'ENETUNREACH' })]), 'ENETUNREACH'],
    [new TypeError('with a secret'), 'TypeError'],
    ['thrown', 'unknown error'],
    [new ExchangeFailed('closed', false, true), 'closed'],
  ])('names a failure by its code or name alone: %s', async (error, reason) => {
    const exchange = new Exchange();
    exchange.fail(error);
    expect(await settled(exchange)).toMatchObject({ reason, message: reason });
  });

  it('settles once', async () => {
    const [exchange, connection] = [new Exchange(), controller()];
    exchange.onRequestStart(connection);
    exchange.onResponseStart(connection, 204, {});
    exchange.onResponseEnd();
    exchange.giveUp('timeout');
    expect(connection.abort).not.toHaveBeenCalled();
    expect(await exchange.answer).toMatchObject({ status: 204 });
  });
});
