import { describe, expect, it } from 'vitest';
import { docsIntroduction } from './docs-introduction.js';
import type { AccessConfig } from './config/access-config.js';

const KEYS: AccessConfig = { keys: [], keysFile: null, oidc: null, session: null };

describe('docsIntroduction', () => {
  it('says how to call the API, as far as it is configured', () => {
    expect(docsIntroduction(KEYS, null)).toBe(
      'To call the API from this page, press **Authorize** and give an API key or a token.',
    );
    const signIn = { clientId: 'x', clientSecret: 'x', publicUrl: 'https://dlq.example' };
    const oidc = { issuer: 'x', audience: 'x', rolesClaim: 'roles', roles: [], signIn };
    expect(docsIntroduction({ ...KEYS, oidc, session: { secrets: [], maxAgeS: 1 } }, null)).toContain(
      '[sign in](https://dlq.example/api/v1/session/sign-in?return_to=/docs), or press',
    );
  });

  it('says who calls, whatever their name is', () => {
    const caller = { name: 'a`b <img>', kind: 'session', role: 'viewer', expiresAt: null } as const;
    expect(docsIntroduction(KEYS, caller)).toContain("`a'b <img>` (viewer)");
  });
});
