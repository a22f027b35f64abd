import { call, get } from '../api/client.js';
import { bearerKey, signedIn } from '../api/credential.js';
import { ApiProblem } from '../api/problem.js';
import { send } from '../api/send.js';
import type { Me, Role } from '../api/types.js';
import { forgetDrafts } from './kept-drafts.js';
import { createStore, useStore } from './store.js';

/** Who uses the console; `null` until the service has said so. */
export const me = createStore<Me | null>(null);

/** Whether the service has said who calls, or that it will not: views wait for it with their questions. */
export const sessionChecked = createStore(false);

export function useMe(): Me | null {
  return useStore(me);
}

const ORDER: readonly Role[] = ['viewer', 'operator', 'admin'];

/** Whether the caller's role includes another. While nobody is known, nothing is allowed. */
export function includesRole(own: Role | undefined, needed: Role): boolean {
  return own !== undefined && ORDER.indexOf(own) >= ORDER.indexOf(needed);
}

/**
 * Notes who is signed in now. Another person than before gets a page of their own: nothing that the first one has seen,
 * written or clicked goes on under the other name.
 *
 * @returns whether the page goes on as it is
 */
function isStill(person: Me): boolean {
  const before = me.get();
  if (before !== null && before.name !== person.name) {
    beginAnew();
    return false;
  }
  me.set(person);
  return true;
}

/** What the tab knows and keeps of its person goes: drafts, lists, revealed values, and calls that wait. */
function beginAnew(): void {
  forgetDrafts();
  window.location.reload();
}

/** @throws ApiProblem, NoAnswer where the service does not say it */
export async function loadMe(): Promise<void> {
  try {
    isStill(await get('/api/v1/me'));
  } finally {
    sessionChecked.set(true);
  }
}

/** How a key was taken: as a session in a cookie, or as a key in the memory of this tab. */
export type KeptAs = 'session' | 'tab';

/**
 * Signs in by a key. Where the service keeps no sessions (SESSION_SECRET is not set) the key stays in the memory of this
 * tab.
 *
 * @throws ApiProblem where the key is refused
 */
export async function signInByKey(key: string): Promise<KeptAs> {
  try {
    const answer = await send({ method: 'POST', url: '/api/v1/session', bearer: key });
    if (isStill((await answer.json()) as Me)) signedIn(null);
    return 'session';
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
  const answer = await send({ method: 'GET', url: '/api/v1/me', bearer: key });
  if (isStill((await answer.json()) as Me)) signedIn(key);
  return 'tab';
}

/** Somebody has signed in in another tab of this browser. */
export async function signInFromElsewhere(): Promise<void> {
  const answer = await send({ method: 'GET', url: '/api/v1/me' });
  if (isStill((await answer.json()) as Me)) signedIn(null);
}

/** Whether people can sign in at an identity provider here. */
export async function hasIdentityProvider(): Promise<boolean> {
  const answer = await fetch('/api/v1/session/sign-in', { method: 'HEAD', redirect: 'manual' });
  return answer.type === 'opaqueredirect' || answer.ok;
}

export async function signOut(): Promise<void> {
  if (bearerKey() === null) await call('delete', '/api/v1/session');
  beginAnew();
}
