import { call, get } from '../api/client.js';
import { bearerKey, signedIn, signInState } from '../api/credential.js';
import { ApiProblem } from '../api/problem.js';
import { send } from '../api/send.js';
import type { Me, Role } from '../api/types.js';
import { forgetDrafts } from './kept-drafts.js';
import { tellSession } from './other-tabs.js';
import { invalidate } from './query-cache.js';
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
    const person = await get('/api/v1/me');
    if (isStill(person) && person.kind === 'session') tellSession(person.expires_at);
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
    const person = (await answer.json()) as Me;
    tellSession(person.expires_at);
    if (isStill(person)) signedIn(null);
    return 'session';
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
  const answer = await send({ method: 'GET', url: '/api/v1/me', bearer: key });
  if (isStill((await answer.json()) as Me)) signedIn(key);
  return 'tab';
}

/**
 * Somebody has signed in in another tab of this browser, and this tab has the same cookie. The same person goes on here;
 * another one begins anew, because a draft can hold values that were revealed to the first one alone.
 *
 * @throws ApiProblem, NoAnswer where the service does not say who it is
 */
export async function signInFromElsewhere(): Promise<void> {
  // A key that was given to this tab alone holds here until it is refused.
  if (bearerKey() !== null && signInState.get() === 'fine') return;
  const answer = await send({ method: 'GET', url: '/api/v1/me', bearer: null });
  if (!isStill((await answer.json()) as Me)) return;
  signedIn(null);
  invalidate();
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
