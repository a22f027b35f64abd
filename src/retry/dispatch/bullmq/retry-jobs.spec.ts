import { describe, expect, it } from 'vitest';
import { keyOfTraceId, makeTraceId } from '../../../domain/letter/trace-id.js';
import { finishedBy, jobOf, retryOf, toHandOver } from './retry-jobs.js';

const traceId = makeTraceId(0, '0'.repeat(32));
const retry = { traceId, key: keyOfTraceId(traceId), target: 'crm', etag: '"1"' };

describe('the job of a due retry', () => {
  it('has the trace id as its id, leaves nothing, and tells what to try', () => {
    const { data, opts } = jobOf(retry);
    expect(opts).toEqual({ jobId: traceId, attempts: 1, removeOnComplete: true, removeOnFail: true });
    expect(retryOf(JSON.parse(JSON.stringify(data)))).toEqual({
      traceId,
      key: retry.key,
      target: 'crm',
    });
  });

  it.each([
    null,
    'x',
    {},
    { key: 1, target: null },
    { key: retry.key, target: 1 },
    { key: 'x', target: null },
  ])('is not tried where it was not written by the service: %j', (data) => expect(retryOf(data)).toBeNull());

  it('leaves behind who tried it, and the record as it was when it was handed over', () => {
    expect(finishedBy('r', jobOf(retry).data)).toEqual({ by: 'r', etag: '"1"' });
    for (const data of [null, 'x', {}, { etag: 1 }])
      expect(finishedBy('r', data)).toEqual({ by: 'r', etag: '' });
  });

  it('is not made where another replica has finished it, or its target is down', () => {
    const retries = ['a', 'b', 'c'].map((id) => ({ ...retry, traceId: id }));
    const runner = { isHeld: ({ traceId: id }: { traceId: string }) => id !== 'c' };
    const { free, held } = toHandOver(retries, ({ traceId: id }) => id === 'a', runner);
    expect([free.map(({ traceId: id }) => id), held]).toEqual([['c'], 1]);
  });
});
