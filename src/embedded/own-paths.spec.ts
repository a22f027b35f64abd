import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isOwnPath } from './own-paths.js';

const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: object };

describe('the paths of the service in an application', () => {
  it.each(Object.keys(paths))('have %s among them', (path) => {
    expect(isOwnPath(path, '')).toBe(true);
    expect(isOwnPath(path, '/cxone')).toBe(true);
  });

  it.each(['/', '', '/health', '/api', '/api/v1', '/api/v1/mean', '/versions', '/docs2', '/webhook'])(
    'leave %s to the application',
    (path) => expect(isOwnPath(path, '')).toBe(false),
  );

  it('have the console where there is no prefix', () => {
    expect(isOwnPath('/console/assets/x.js', '')).toBe(true);
    expect(isOwnPath('/console', '/cxone')).toBe(false);
  });
});
