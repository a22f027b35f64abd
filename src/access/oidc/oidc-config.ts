import type { Role } from '../role.js';

/** Whose tokens are taken, and what they say of a caller. */
export interface OidcConfig {
  /** As the provider writes it in its tokens. */
  issuer: string;
  audience: string;
  /** Where a token names roles: a dotted path. */
  rolesClaim: string;
  /** The provider's names for our roles. */
  roles: ReadonlyArray<{ role: Role; name: string }>;
  /** Signing in by a browser; `null`: bearer tokens alone. */
  signIn: SignInConfig | null;
}

export interface SignInConfig {
  clientId: string;
  clientSecret: string;
  /** The address under which browsers reach the service, without a slash at its end. */
  publicUrl: string;
}
