import { describe, expect, it } from 'vitest';
import { readXml } from './xml.js';

describe('readXml', () => {
  it.each([
    ['is deeper than any of S3', `<Error>${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}</Error>`],
    ['is deep and never closed', `<Error>${'<a>'.repeat(400_000)}</Error>`],
    ['has more elements than any of S3', `<Error>${'<a/>'.repeat(400_000)}</Error>`],
  ])('gives up a document that %s', (_, text) => {
    expect(readXml(Buffer.from(text), 'Error')).toBeUndefined();
  });
});
