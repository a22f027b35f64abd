import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../outbound/http-sender.js';
import { fetchJsonBy, providerFetch } from './provider-calls.js';

const ANSWER: HttpAnswer = {
  status: 200,
  retryAfter: undefined,
  contentType: 'application/json',
  date: 'Thu, 26 Nov 2026 03:00:00 GMT',
  body: '{"issuer":"x"}',
  beginning: '',
};

describe('fetchJsonBy', () => {
  const fetched = (change: Partial<HttpAnswer>) =>
    fetchJsonBy(() => Promise.resolve({ ...ANSWER, ...change }))('https://id.example/');

  it('gives the document, and the time of the provider', async () => {
    expect(await fetched({})).toEqual({ body: { issuer: 'x' }, date: Date.UTC(2026, 10, 26, 3) });
    expect(await fetched({ date: undefined })).toMatchObject({ date: null });
    expect(await fetched({ date: 'yesterday' })).toMatchObject({ date: null });
  });

  it.each<[Partial<HttpAnswer>, string]>([
    [{ status: 302 }, 'it answered with HTTP 302, 200 was expected'],
    [
      { contentType: 'text/html; charset=utf-8', body: '<html>' },
      'it answered with text/html, JSON was expected',
    ],
    [{ contentType: undefined, body: '' }, 'it answered with no Content-Type, JSON was expected'],
    [{ body: null }, 'its answer was cut short, or too long'],
  ])('says what came instead: %j', async (change, message) => {
    await expect(fetched(change)).rejects.toThrow(new Error(message));
  });
});

describe('providerFetch', () => {
  it('sends forms, and answers as fetch does', async () => {
    const seen: unknown[] = [];
    const fetch = providerFetch((request) => {
      seen.push(request);
      return Promise.resolve({ ...ANSWER, status: 204, body: '' });
    });
    const body = new URLSearchParams({ code: 'a b' });
    const options = { method: 'POST', headers: { accept: 'x' }, body, redirect: 'manual' } as const;
    const answer = await fetch('https://id.example/token', options);
    expect(answer.status).toBe(204);
    expect(seen).toEqual([
      { method: 'POST', url: 'https://id.example/token', headers: { accept: 'x' }, body: 'code=a+b' },
    ]);
  });
});
