import type { CxoneAnswer, CxoneClient } from '../../src/auth/cxone-client.js';
import { openCxoneClient } from '../../src/auth/open-cxone-client.js';
import { loadConfig, type Config } from '../../src/config/config.js';
import { Facts } from '../../src/runtime/facts.js';
import { TransientError } from '../../src/domain/letter/failure.js';
import { AskedClock } from './asked-clock.js';
import { MemoryLog } from './memory-log.js';
import { ScriptedServer, withTokens, type Script } from './scripted-server.js';

export const CLIENT_SECRET = 's3cret&=+ ü';

/** The variables that make the service a client of the server at `url`. */
export function cxoneEnv(url: string): Record<string, string> {
  return { CXONE_BASE_URL: url, CXONE_CLIENT_ID: 'client id', CXONE_CLIENT_SECRET: CLIENT_SECRET };
}

/** A client of a scripted server, on a clock that the test moves. */
export interface CxoneWorld {
  server: ScriptedServer;
  clock: AskedClock;
  client: CxoneClient;
  config: Config;
}

/** `script` answers everything but the token's path; see `startBareCxoneWorld`. */
export function startCxoneWorld(script: Script, env: Record<string, string> = {}): Promise<CxoneWorld> {
  return startBareCxoneWorld(withTokens(script), env);
}

/** `script` answers everything. */
export async function startBareCxoneWorld(
  script: Script,
  env: Record<string, string> = {},
): Promise<CxoneWorld> {
  const server = await ScriptedServer.start(script);
  const clock = new AskedClock();
  const config = loadConfig({ ...cxoneEnv(server.url), ...env });
  const facts = new Facts(new MemoryLog());
  const client = openCxoneClient({ config, clock, random: () => 0, facts });
  return { server, clock, client, config };
}

/** A call of the client, in an attempt that takes so long at most. @param timeMs milliseconds */
export function callIn(
  { client, clock }: CxoneWorld,
  timeMs = 20_000,
  signal = new AbortController().signal,
): Promise<CxoneAnswer> {
  return client.call({ method: 'GET', path: '/x' }, { signal, deadlineAt: clock.now() + timeMs });
}

/** The error with which `work` ends. @throws Error where it ends in another way */
export async function failureOf(work: Promise<unknown>): Promise<TransientError> {
  const error: unknown = await work.then(
    () => new Error('it passed'),
    (error: unknown) => error,
  );
  if (error instanceof TransientError) return error;
  throw error;
}
