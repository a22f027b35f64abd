import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

/** An issuer of tokens in this process: its discovery document, its key set, and tokens good and bad. */
export interface TokenIssuer {
  url: string;
  /** A token that is good for an hour, with other claims where they are given. */
  token(claims?: JWTPayload): Promise<string>;
  /** Signed with a key that the issuer does not publish, under the id of one that it does. */
  forged(): Promise<string>;
  /** With the algorithm `none`. */
  unsigned(): string;
  /** With HS256, the published key being the secret. */
  signedWithPublicKey(): Promise<string>;
  stop(): Promise<void>;
}

export async function startTokenIssuer(audience: string): Promise<TokenIssuer> {
  const [own, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    const discovered = request.url === '/.well-known/openid-configuration';
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(discovered ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claimsOf = (claims: JWTPayload = {}): JWTPayload => {
    const at = Math.floor(Date.now() / 1_000);
    return { iss: url, aud: audience, sub: 'ada', iat: at, exp: at + 3_600, roles: ['dlq-ops'], ...claims };
  };
  const header = { alg: 'RS256', kid: 'k1' };
  return {
    url,
    token: (claims) => new SignJWT(claimsOf(claims)).setProtectedHeader(header).sign(own.privateKey),
    forged: () => new SignJWT(claimsOf()).setProtectedHeader(header).sign(other.privateKey),
    unsigned: () => new UnsecuredJWT(claimsOf()).encode(),
    signedWithPublicKey: async () => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claimsOf())}`;
      const secret = await exportSPKI(own.publicKey);
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
