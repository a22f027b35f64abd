import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.js';
import { ConfigError } from '../config/env-reader.js';
import { isPublicHost, proxyFor } from './proxy-choice.js';

const PROXY = 'http://user:p%40ss@proxy.corp:3128';

function portFor(url: string, env: Record<string, string>): number | null {
  return proxyFor(url, loadConfig(env).proxies)?.port ?? null;
}

describe('the proxy for a request', () => {
  it('is that of the scheme', () => {
    const env = { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' };
    expect(portFor('http://x.example', env)).toBe(1);
    expect(portFor('https://x.example', env)).toBe(2);
    expect(portFor('https://x.example', { HTTP_PROXY: 'http://a:1' })).toBeNull();
    expect(portFor('http://x.example', {})).toBeNull();
  });

  it('comes from the lower-case variable first, and an empty one is none', () => {
    expect(portFor('http://x.example', { HTTP_PROXY: 'http://a:1', http_proxy: 'http://b:2' })).toBe(2);
    expect(portFor('http://x.example', { HTTP_PROXY: 'http://a:1', http_proxy: '' })).toBe(1);
    expect(portFor('http://x.example', { HTTP_PROXY: 'http://a:1', no_proxy: 'x.example' })).toBeNull();
  });

  it.each([
    ['proxy.corp:3128', { protocol: 'http:', host: 'proxy.corp', port: 3128, auth: null }],
    ['https://proxy.corp', { protocol: 'https:', host: 'proxy.corp', port: 443, auth: null }],
    ['http://[::1]:9/', { protocol: 'http:', host: '::1', port: 9, auth: null }],
    [PROXY, { host: 'proxy.corp', auth: { username: 'user', password: 'p@ss' } }],
  ])('reads %j', (HTTPS_PROXY, expected) => {
    expect(loadConfig({ HTTPS_PROXY }).proxies.https).toMatchObject(expected);
  });

  it.each(['socks5://user:s3cret@h:1', 'ftp://s3cret', 'http://', 'http://s3cret host'])(
    'refuses %j without repeating it',
    (HTTP_PROXY) => {
      let message = '';
      try {
        loadConfig({ HTTP_PROXY });
      } catch (error) {
        if (error instanceof ConfigError) ({ message } = error);
      }
      expect(message).toMatch(/HTTP_PROXY: expected the address of a proxy/);
      expect(message).not.toContain('s3cret');
    },
  );

  it.each([
    ['*', 'http://any.example'],
    ['example.com', 'http://example.com'],
    ['example.com', 'http://EXAMPLE.com.'],
    ['example.com', 'http://a.b.example.com:81'],
    ['.example.com', 'http://a.example.com'],
    ['*.example.com', 'http://a.example.com'],
    ['one, example.com two', 'http://example.com'],
    ['example.com:81', 'http://example.com:81'],
    ['example.com:80', 'http://example.com'],
    ['127.0.0.1', 'http://127.0.0.1:9000'],
    ['10.0.0.0/8', 'http://10.1.2.3'],
    ['::1', 'http://[::1]:9000'],
    ['[::1]', 'http://[::1]'],
    ['fd00::/8', 'http://[fd00::1]'],
  ])('is none where NO_PROXY %j covers %s', (NO_PROXY, url) => {
    expect(portFor(url, { HTTP_PROXY: 'http://a:1', NO_PROXY })).toBeNull();
  });

  it.each([
    ['example.com', 'http://notexample.com'],
    ['example.com:81', 'http://example.com'],
    ['10.0.0.0/8', 'http://11.0.0.1'],
    ['10.0.0.0/99', 'http://10.0.0.1'],
    ['0.0.1', 'http://127.0.0.1'],
    [',', 'http://example.com'],
    ['', 'http://127.0.0.1'],
  ])('stays where NO_PROXY %j does not cover %s', (NO_PROXY, url) => {
    expect(portFor(url, { HTTP_PROXY: 'http://a:1', NO_PROXY })).toBe(1);
  });

  it.each(['crm.example', 'crm.example.test', '8.8.8.8', '[2606:4700::1]', 'internal.example'])(
    'may ask for %s',
    (host) => expect(isPublicHost(host)).toBe(true),
  );

  it.each([
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'printer',
    'metadata.google.internal',
    'nas.local',
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '[::1]',
    '[::ffff:10.0.0.1]',
  ])('may not ask for %s', (host) => expect(isPublicHost(host)).toBe(false));
});
