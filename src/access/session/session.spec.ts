import { describe, expect, it } from 'vitest';
import type { Caller } from '../caller.js';
import { digestOfKey } from '../keys/api-key.js';
import { KeyRing } from '../keys/key-ring.js';
import { Sealer } from './sealed-text.js';
import { Sessions } from './session.js';

const NOW = Date.UTC(2026, 10, 26, 3);
const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const PERSON: Caller = { name: 'ada', kind: 'oidc', role: 'operator', expiresAt: null };

const ring = (role: 'viewer' | 'admin' = 'admin') =>
  new KeyRing([{ name: 'ci', role, sha256: digestOfKey('key'), expiresAt: null }]);
const sessions = (secrets: string[], keys = ring()) => new Sessions({ secrets, maxAgeS: 28_800 }, keys);

describe('Sessions', () => {
  it('are known on every replica with the secret, until their end', async () => {
    const { caller, sealed } = await sessions([OLD]).begin(PERSON, { oidc: true }, NOW);
    expect(caller).toEqual({ ...PERSON, kind: 'session', expiresAt: NOW + 28_800_000 });
    expect(await sessions([OLD]).callerOf(sealed, NOW + 28_799_000)).toEqual(caller);
    expect(await sessions([OLD]).callerOf(sealed, NOW + 28_801_000)).toMatchObject({ reason: 'malformed' });
  });

  it('outlive the rotation of the secret, and not its removal', async () => {
    const { sealed } = await sessions([OLD]).begin(PERSON, { oidc: true }, NOW);
    expect(await sessions([NEW, OLD]).callerOf(sealed, NOW)).toMatchObject({ name: 'ada' });
    expect(await sessions([NEW]).callerOf(sealed, NOW)).toMatchObject({ reason: 'malformed' });
  });

  it('end with the key that they were made from, and follow it down', async () => {
    const keys = ring();
    const own = sessions([OLD], keys);
    const key = keys.callerOf('key', NOW) as Caller;
    const { sealed } = await own.begin(key, { sha256: digestOfKey('key') }, NOW);
    expect(await own.callerOf(sealed, NOW)).toMatchObject({ name: 'ci', kind: 'session', role: 'admin' });
    keys.replace([{ name: 'ci', role: 'viewer', sha256: digestOfKey('key'), expiresAt: NOW + 1_000 }]);
    expect(await own.callerOf(sealed, NOW)).toMatchObject({ role: 'viewer' });
    expect(await own.callerOf(sealed, NOW + 1_000)).toMatchObject({ reason: 'expired', name: 'ci' });
    keys.replace([]);
    expect(await own.callerOf(sealed, NOW)).toMatchObject({ reason: 'unknown', name: 'ci' });
  });

  it('cannot be changed, and opens nothing that was sealed for another purpose', async () => {
    const { sealed } = await sessions([OLD]).begin(PERSON, { oidc: true }, NOW);
    const changed = sealed.slice(0, -8) + (sealed.at(-8) === 'A' ? 'B' : 'A') + sealed.slice(-7);
    expect(await sessions([OLD]).callerOf(changed, NOW)).toMatchObject({ reason: 'malformed' });
    const other = await new Sealer([OLD], 'sign-in').seal({ name: 'eve', role: 'admin' }, NOW, 60);
    expect(await sessions([OLD]).callerOf(other, NOW)).toMatchObject({ reason: 'malformed' });
    expect(await sessions([OLD]).callerOf('', NOW)).toMatchObject({ reason: 'malformed' });
  });

  it('end no later than the credential that they were made from', async () => {
    const { caller } = await sessions([OLD]).begin(
      { ...PERSON, expiresAt: NOW + 60_000 },
      { oidc: true },
      NOW,
    );
    expect(caller.expiresAt).toBe(NOW + 60_000);
  });
});
