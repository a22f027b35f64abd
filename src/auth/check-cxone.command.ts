import type { CxoneAuth } from '../config/cxone-auth-config.js';
import { cxone, type CxoneConfig } from '../config/cxone-config.js';
import { EnvReader } from '../config/env-reader.js';
import { proxies } from '../config/proxy-config.js';
import type { HttpSender } from '../outbound/http-sender.js';
import { openSender } from '../outbound/open-sender.js';
import type { Clock } from '../runtime/clock.js';
import { tokenAdvice } from './token-advice.js';
import { claimsOf, clockWarning, describeToken } from './token-claims.js';
import { TokenClient, type TokenAnswer } from './token-client.js';
import { tokenGrant } from './token-grant.js';

/** What the command gets from its process. */
export interface CxoneCheckWorld {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
}

export interface CxoneCheckResult {
  /** 0: a token came; 1: no token came; 2: the environment has a problem. */
  exitCode: 0 | 1 | 2;
  text: string;
}

/**
 * Asks for a token as the service does. Prints whose token it is, or what to do; never a secret or the token itself.
 */
export async function checkCxoneCommand({ env, clock }: CxoneCheckWorld): Promise<CxoneCheckResult> {
  const read = new EnvReader(env);
  const { api } = cxone(read, 'a value, to be checked');
  const ways = proxies(read);
  if (api === null || read.problems.length > 0) return { exitCode: 2, text: read.problems.join('\n') };
  const about = [`mode: ${api.auth.mode}`];
  const sender = openSender(clock, { what: 'CXone', maxSockets: 1, proxies: ways, publicOnly: false });
  try {
    const token = await askForToken(api, sender, clock);
    return { exitCode: 0, text: [...about, ...linesOf(token, clock.now())].join('\n') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    const lines = [
      ...about,
      `endpoint: ${endpointOf(api.auth)}`,
      `no token: ${reason}`,
      `to do: ${tokenAdvice(error)}`,
    ];
    return { exitCode: 1, text: lines.join('\n') };
  } finally {
    sender.close();
  }
}

function endpointOf(auth: CxoneAuth): string {
  if (auth.mode !== 'password') return auth.tokenUrl;
  return auth.tokenUrl ?? `what ${auth.discoveryUrl} says`;
}

function askForToken(
  { auth }: NonNullable<CxoneConfig['api']>,
  { send }: HttpSender,
  clock: Clock,
): Promise<TokenAnswer> {
  const grant = tokenGrant(auth, send, clock);
  // The command shows the answer itself; nobody listens.
  return new TokenClient(grant, send, clock, { tell: () => {} }).fetch();
}

function linesOf({ token, expiresAt, members, endpoint }: TokenAnswer, now: number): string[] {
  const claims = claimsOf(token);
  const warning = clockWarning(claims, now);
  return [
    `endpoint: ${endpoint}`,
    `token: yes, good for ${Math.round((expiresAt - now) / 1_000)} s, until ${new Date(expiresAt).toISOString()}`,
    ...describeToken([members, claims]),
    ...(warning === null ? [] : [`to do: ${warning}`]),
  ];
}
