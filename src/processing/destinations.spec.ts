import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { loadConfig } from '../config/config.js';
import { Destinations } from './destinations.js';

interface Present {
  routes?: number;
  fallback?: boolean;
  classes?: number;
  env?: Record<string, string>;
}

describe('where sound events can go', () => {
  const log = new MemoryLog();

  function destinations({ routes = 0, fallback = false, classes = 0, env = {} }: Present): Destinations {
    const table = { routes: Array.from({ length: routes }), fallback: fallback ? {} : null };
    return new Destinations({ size: classes }, { inForce: { table }, trouble: null }, loadConfig(env), log);
  }

  const cxone = {
    CXONE_BASE_URL: 'https://cxone.example',
    CXONE_CLIENT_ID: 'id',
    CXONE_CLIENT_SECRET: 'secret',
    CXONE_VALIDATE_PATH: '/v/{event_id}',
  };

  it.each([
    ['a target for all', { fallback: true, routes: 1 }, 'targets', /^$/],
    ['routes without a default', { routes: 1 }, 'targets', /no default/],
    ['a class', { classes: 1 }, 'processors', /^$/],
    ['CXone’s validation', { env: cxone }, 'cxone', /^$/],
    ['nothing', {}, 'none', /sent nowhere/],
  ] as const)('is known with %s', (_what, present, kind, detail) => {
    const { present: found } = destinations(present);
    expect(found.kind).toBe(kind);
    expect(found.detail ?? '').toMatch(detail);
  });

  it('is warned of at the start where there is none', () => {
    destinations({ classes: 1 }).onApplicationBootstrap();
    expect(log.lines).toEqual([]);
    destinations({}).onApplicationBootstrap();
    expect(log.lines).toMatchObject([{ level: 'warn', event: 'no_destination' }]);
  });
});
