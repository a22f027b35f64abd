import { describe, expect, it } from 'vitest';
import { EventStreamReader } from './event-stream.js';

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
