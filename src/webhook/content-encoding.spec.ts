import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { plainBodiesOnly } from './content-encoding.js';

function pass(encoding: string | undefined): string | undefined {
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
  const request = { headers } as Request;
  plainBodiesOnly(request, {} as Response, () => {});
  return request.headers['content-encoding'];
}

describe('the Content-Encoding of a delivery', () => {
  it.each([undefined, 'identity', 'UTF-8', 'utf8', '', 'identity, utf-8'])('may be %j', (encoding) => {
    expect(pass(encoding)).toBeUndefined();
  });

  it.each(['gzip', 'br', 'deflate', 'aws-chunked', 'utf-8, gzip', 'utf-16', 'zstd'])(
    'must not be %j',
    (encoding) => {
      expect(() => pass(encoding)).toThrow('The body must come without Content-Encoding.');
    },
  );
});
