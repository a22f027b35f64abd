import { describe, expect, it } from 'vitest';
import { TestClock } from '../../../test/support/test-clock.js';
import { CredentialSource } from './credential-source.js';

describe('CredentialSource', () => {
  const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 'secret' });

  it('asks the provider again when the server refuses what it gave, once a second at most', async () => {
    const clock = new TestClock();
    let kept = keys('old');
    let stored = kept;
    let renewals = 0;
    const source = new CredentialSource((options) => {
      if (options?.forceRefresh) {
        renewals++;
        kept = stored;
      }
      return Promise.resolve(kept);
    }, clock);
    expect(await Promise.all([1, 2, 3].map(() => source.renew(keys('old'))))).toEqual([false, false, false]);
    expect(renewals).toBe(1);
    stored = keys('new');
    expect([await source.renew(keys('old')), renewals]).toEqual([false, 1]);
    await clock.advance(1_000);
    expect(await Promise.all([1, 2, 3].map(() => source.renew(keys('old'))))).toEqual([true, true, true]);
    expect([await source.renew(keys('old')), renewals]).toEqual([true, 2]);
    expect(await source.current()).toEqual(keys('new'));
  });
});
