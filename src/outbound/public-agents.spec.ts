import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../test/support/scripted-server.js';
import { PermanentError } from '../domain/letter/failure.js';
import { SystemClock } from '../runtime/clock.js';
import { HttpSender, plainAgents, type HttpAnswer } from './http-sender.js';
import { publicAgents, type Agents } from './public-agents.js';

const TIMEOUT_MS = 5_000;

describe('agents for public addresses alone', () => {
  let server: ScriptedServer;

  beforeEach(async () => {
    server = await ScriptedServer.start(() => ({ text: 'reached' }));
  });

  afterEach(() => server.stop());

  function ask(host: string, agents: Agents, scheme = 'http'): Promise<HttpAnswer> {
    const { port } = new URL(server.url);
    const request = { method: 'POST', url: `${scheme}://${host}:${port}/`, headers: {}, body: '{}' } as const;
    return new HttpSender(new SystemClock(), { what: 'target crm', agents }).send(request, {
      timeoutMs: TIMEOUT_MS,
    });
  }

  async function expectRefused(answer: Promise<HttpAnswer>): Promise<Error> {
    const error: unknown = await answer.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: 'target_forbidden' });
    expect(server.connections).toBe(0);
    return error as Error;
  }

  /** As a name server that answers so. */
  function resolvesTo(...addresses: LookupAddress[]): LookupFunction {
    return (_name, _options, callback) => callback(null, addresses);
  }

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    'localhost',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
  ])('do not connect to %s', async (host) => {
    for (const scheme of ['http', 'https']) {
      await expectRefused(ask(host, publicAgents({ keepAlive: true }), scheme));
    }
  });

  it('refuse a name with any address that is not public', async () => {
    const bad = { address: '127.0.0.1', family: 4 };
    const good = { address: '93.184.215.14', family: 4 };
    for (const found of [[bad], [good, bad], [bad, good], [{ address: '::1', family: 6 }]]) {
      const agents = publicAgents({}, resolvesTo(...found));
      const error = await expectRefused(ask('crm.example', agents));
      expect(error.message).toBe('target crm: crm.example is not at a public address');
    }
  });

  it('look at the address of every connection: a name that turns to loopback later gains nothing', async () => {
    let calls = 0;
    const rebinding: LookupFunction = (_name, _options, callback) => {
      calls++;
      callback(null, [{ address: calls === 1 ? '2001:db8::1' : '127.0.0.1', family: calls === 1 ? 6 : 4 }]);
    };
    const agents = publicAgents({}, rebinding);
    await expectRefused(ask('crm.example', agents));
    await expectRefused(ask('crm.example', agents));
    expect(calls).toBe(2);
  });

  it('pass on that a name is not known', async () => {
    const unknown: LookupFunction = (_name, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 0);
    await expect(ask('crm.example', publicAgents({}, unknown))).rejects.toMatchObject({
      code: 'upstream_unreachable',
      networkCode: 'ENOTFOUND',
    });
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'are not used where private addresses are allowed: %s is reached',
    async (host) => {
      expect(await ask(host, plainAgents(1))).toMatchObject({ status: 200, body: 'reached' });
    },
  );
});
