import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import type { Actor, AuditedChange } from './audit-entry.js';
import { RefusedSignIns } from './refused-sign-ins.js';

describe('refused sign-ins', () => {
  it('are noted where the name is known, once a minute for each address and reason', () => {
    const clock = new TestClock();
    const noted: Array<[AuditedChange, Actor | undefined]> = [];
    const refused = new RefusedSignIns({ note: (change, actor) => void noted.push([change, actor]) }, clock);
    const expired = { name: 'ci', reason: 'expired', address: '192.0.2.1' };
    refused.note({ ...expired, name: null });
    for (let n = 0; n < 50; n++) refused.note(expired);
    const actor = { name: 'ci', kind: 'unknown', role: null, address: '192.0.2.1' };
    expect(noted).toEqual([[{ action: 'sign_in_refused', after: { refused: 'expired' } }, actor]]);
    refused.note({ ...expired, address: '192.0.2.2' });
    refused.note({ ...expired, reason: 'no_role' });
    clock.jump(60_000);
    refused.note(expired);
    expect(noted).toHaveLength(4);
  });
});
