import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventStreamReader, followStream } from './event-stream.js';

describe('EventStreamReader', () => {
  it('reads events whatever pieces they arrive in', () => {
    const text = 'id: 1\nevent: progress\ndata: {"done":1}\n\n: comment\n\nid: 2\ndata: a\ndata: b\n\n';
    for (let size = 1; size <= text.length; size += 7) {
      const reader = new EventStreamReader();
      const found = [];
      for (let at = 0; at < text.length; at += size) found.push(...reader.take(text.slice(at, at + size)));
      expect(found).toEqual([
        { event: 'progress', data: '{"done":1}', id: '1' },
        { event: 'message', data: 'a\nb', id: '2' },
      ]);
    }
  });
});

describe('a stream', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('tells of each break before it is opened again', async () => {
    vi.useFakeTimers();
    const answers = [
      new Response('event: progress\ndata: 1\n\n'),
      new Response(null, { status: 503 }),
      new Response(null, { status: 204 }),
    ];
    vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()));
    const told: string[] = [];
    const followed = followStream(
      '/stream',
      new AbortController().signal,
      ({ data }) => told.push(data),
      () => told.push('broken'),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await followed;
    expect(told).toEqual(['1', 'broken', 'broken']);
  });
});
