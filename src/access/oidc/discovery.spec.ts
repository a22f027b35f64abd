import { describe, expect, it } from 'vitest';
import { discoveredIn, discoveryUrl } from './discovery.js';

const ISSUER = 'https://id.example/realms/one';
const KEYS = `${ISSUER}/keys`;

describe('discoveredIn', () => {
  it('keeps the issuer as the provider writes it, with a slash at its end or without', () => {
    expect(discoveredIn({ issuer: `${ISSUER}/`, jwks_uri: KEYS }, ISSUER).issuer).toBe(`${ISSUER}/`);
    expect(discoveredIn({ issuer: ISSUER, jwks_uri: KEYS }, `${ISSUER}/`).issuer).toBe(ISSUER);
    expect(discoveryUrl(`${ISSUER}/`)).toBe(`${ISSUER}/.well-known/openid-configuration`);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'text', 'its discovery document is no JSON object'],
    ['a list', [], 'its discovery document is no JSON object'],
    ['nobody', {}, 'its discovery document names another issuer: none'],
    [
      'all tenants of Entra ID',
      { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
      'its discovery document names another issuer: https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    ['no keys', { issuer: ISSUER }, 'its discovery document has no jwks_uri'],
    ['keys at no address', { issuer: ISSUER, jwks_uri: 'keys' }, 'its discovery document has no jwks_uri'],
    [
      'keys over plain http',
      { issuer: ISSUER, jwks_uri: 'http://id.example/keys' },
      'the jwks_uri of its discovery document is not https',
    ],
  ])('says what is wrong with one that names %s', (_what, document, message) => {
    expect(() => discoveredIn(document, ISSUER)).toThrow(new Error(message));
  });
});
