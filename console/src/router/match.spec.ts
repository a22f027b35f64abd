import { describe, expect, it } from 'vitest';
import { matchPath } from './match.js';

describe('matchPath', () => {
  it.each([
    ['/', '/', {}],
    ['/events/:trace_id', '/events/DLQ-1%2F2', { trace_id: 'DLQ-1/2' }],
    ['/events/:trace_id', '/events/100%', { trace_id: '100%' }],
    ['/events/:trace_id', '/events', null],
    ['/jobs/new', '/jobs/old', null],
  ])('%s takes %s as %j', (pattern, path, values) => expect(matchPath(pattern, path)).toEqual(values));
});
