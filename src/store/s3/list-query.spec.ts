import { describe, expect, it } from 'vitest';
import { toListParameters, toPage } from './list-query.js';

const page = (body: string) => toPage({ status: 200, headers: {}, body: Buffer.from(body) });

const listing = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</ListBucketResult>`;

const contents = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>2026-11-24T10:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>12</Size></Contents>`;

const encoded = '<EncodingType>url</EncodingType>';

describe('toPage', () => {
  it.each([
    ['nothing', '<IsTruncated>false</IsTruncated>', []],
    ['one', contents('a'), ['a']],
    ['several', contents('a') + contents('b'), ['a', 'b']],
  ])('reads %s', (_, content, keys) => {
    expect(page(listing(content)).entries.map(({ key }) => key)).toEqual(keys);
  });

  it('reads what is told of an object', () => {
    const lastModified = Date.UTC(2026, 10, 24, 10);
    expect(page(listing(`<IsTruncated>true</IsTruncated>${contents('a')}`))).toEqual({
      entries: [{ key: 'a', etag: '"e"', size: 12, lastModified }],
      truncated: true,
    });
  });

  it.each([
    ['true', '', true],
    ['TRUE', 't', true],
    ['1', 't', true],
    ['', 't', true],
    ['false', '', false],
    ['false', 't', false],
    ['', '', undefined],
    ['soon', '', undefined],
  ])('reads IsTruncated "%s" with the token "%s" as %s', (flag, token, truncated) => {
    const next = token === '' ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
    const read = page(listing(`<IsTruncated>${flag}</IsTruncated>${next}`));
    expect([read.truncated, read.continuation ?? '']).toEqual([truncated, token]);
  });

  it.each([
    ['as AWS does', 'a+b%2Bc%25d/%F0%9F%98%80', 'a b+c%d/\u{1f600}'],
    ['as Ceph does', 'a%20b%2Bc%25d%2F%01', 'a b+c%d/\u{1}'],
  ])('decodes names that are encoded %s', (_, name, key) => {
    const read = page(listing(encoded + contents(name)));
    expect(read.entries[0]?.key).toBe(key);
  });

  it('takes names as they are where the server did not encode them', () => {
    const read = page(listing(contents('a+b%20&amp;c')));
    expect(read.entries[0]?.key).toBe('a+b%20&c');
  });

  it('reads long listings, whose characters it meets in parts', () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => `\u{1f600}é${i}`);
    const read = page(`${listing(keys.map(contents).join(''))}\n`);
    expect(read.entries.map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ['an empty body', ''],
    ['a page of a proxy', '<html><body>hello</body></html>'],
    ['half a listing', listing(contents('a')).slice(0, -30)],
    ['no XML', '{"keys":[]}'],
    ['a name that is not well encoded', listing(encoded + contents('%F0%9F'))],
  ])('refuses %s', (_, body) => {
    expect(() => page(body)).toThrow(
      expect.objectContaining({ name: 'StoreError', outcomeUnknown: false, retryable: true }),
    );
  });
});

describe('toListParameters', () => {
  it('names the prefix, the page size and where to start', () => {
    const parameters = toListParameters({ prefix: 'p/', startAfter: 'p/a', limit: 5 });
    expect(parameters).toMatchObject({ 'start-after': 'p/a', 'max-keys': '5', prefix: 'p/' });
  });

  it('goes on by the token alone', () => {
    const parameters = toListParameters({ prefix: 'p/', startAfter: 'p/a', limit: 5, continuation: 't' });
    expect(parameters).toMatchObject({ 'continuation-token': 't' });
    expect(parameters).not.toHaveProperty('start-after');
  });
});
