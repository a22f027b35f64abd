import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

describe('the configuration of the HTTP server', () => {
  it.each([
    ['[::1]', '::1', true],
    ['::1', '::1', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['localhost', 'localhost', true],
    ['0.0.0.0', '0.0.0.0', false],
    ['[::]', '::', false],
    ['dlq.internal', 'dlq.internal', false],
    ['127.evil.example', '127.evil.example', false],
  ])('listens at HOST=%s on %s, loopback: %j', (HOST, host, loopback) => {
    expect(loadConfig({ HOST }).http).toMatchObject({ host, loopback });
  });

  it.each([
    '[::1',
    '[127.0.0.1]',
    '999.1.1.1',
    '127.1',
    'http://localhost',
    'a b',
    '127.0.0.1:80',
    '[::1]:80',
    '-',
  ])('refuses HOST=%s and names it', (HOST) => {
    expect(() => loadConfig({ HOST })).toThrow(/HOST: expected an IP address or a host name/);
  });

  it('takes host names for the API, and an address where people reach it', () => {
    const env = {
      ALLOWED_HOSTS: 'DLQ.example, 10.0.0.5:8080,[2001:db8::1]',
      PUBLIC_URL: 'https://Ops.example/',
    };
    expect(loadConfig(env).http).toMatchObject({
      allowedHosts: ['dlq.example', '10.0.0.5:8080', '[2001:db8::1]'],
      publicUrl: 'https://Ops.example',
    });
  });

  it.each([
    ['ALLOWED_HOSTS', 'https://dlq.example'],
    ['ALLOWED_HOSTS', '*'],
    ['PUBLIC_URL', 'dlq.example'],
    ['PUBLIC_URL', 'https://user@dlq.example'],
    ['SHUTDOWN_DELAY_MS', '25000'],
    ['KEEP_ALIVE_TIMEOUT_MS', '0'],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(`${name}: expected`);
  });
});
