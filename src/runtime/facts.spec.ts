import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { Facts } from './facts.js';

describe('facts', () => {
  it('are told at once to each listener of their name, in the order in which they asked', () => {
    const facts = new Facts(new MemoryLog());
    const heard: string[] = [];
    facts.on('signature_refused', ({ reason }) => heard.push(`first ${reason}`));
    facts.on('signature_refused', ({ reason }) => heard.push(`second ${reason}`));
    facts.on('breaker_changed', ({ target }) => heard.push(target));
    facts.tell('signature_refused', { reason: 'signature_missing' });
    expect(heard).toEqual(['first signature_missing', 'second signature_missing']);
  });

  it('need no listener', () => {
    const log = new MemoryLog();
    new Facts(log).tell('breaker_changed', { target: 'crm', state: 'closed' });
    expect(log.lines).toEqual([]);
  });

  it('are not looked into where nobody listens', () => {
    const untouchable = new Proxy({ target: 'crm', state: 'closed' } as const, {
      get: () => {
        throw new Error('looked into');
      },
    });
    const log = new MemoryLog();
    new Facts(log).tell('breaker_changed', untouchable);
    expect(log.lines).toEqual([]);
  });

  it('reach the others where a listener throws, and the teller does not notice', () => {
    const log = new MemoryLog();
    const facts = new Facts(log);
    const heard: string[] = [];
    facts.on('breaker_changed', () => {
      throw new Error('no place');
    });
    facts.on('breaker_changed', ({ target }) => heard.push(target));
    facts.tell('breaker_changed', { target: 'crm', state: 'closed' });
    expect(heard).toEqual(['crm']);
    expect(log.lines).toMatchObject([
      {
        level: 'error',
        event: 'listener_failed',
        fields: { fact: 'breaker_changed', error: 'no place' },
      },
    ]);
  });

  it('that a listener tells are told as well', () => {
    const facts = new Facts(new MemoryLog());
    const heard: string[] = [];
    facts.on('breaker_changed', () => facts.tell('signature_refused', { reason: 'signature_missing' }));
    facts.on('signature_refused', ({ reason }) => heard.push(reason));
    facts.tell('breaker_changed', { target: 'crm', state: 'closed' });
    expect(heard).toEqual(['signature_missing']);
  });
});
