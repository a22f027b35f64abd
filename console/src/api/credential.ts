import { createStore } from '../state/store.js';
import { ApiProblem } from './problem.js';

/**
 * How far signing in has come: nobody asked (`fine`), the dialog is open (`asking`), or the person closed it
 * (`declined`). Calls wait while it is open.
 */
export type SignInState = 'fine' | 'asking' | 'declined';

export const signInState = createStore<SignInState>('fine');

/** A key that was given in this tab where the service has no sessions. It is kept in memory alone. */
let bearer: string | null = null;

let waiting: Array<{ go: () => void; stop: (error: Error) => void }> = [];

export function bearerKey(): string | null {
  return bearer;
}

/** Opens the sign-in dialog. Resolves once somebody is signed in. @throws ApiProblem where the person declines */
export function signInNeeded(problem: ApiProblem): Promise<void> {
  if (signInState.get() === 'declined') return Promise.reject(problem);
  signInState.set('asking');
  return new Promise((go, stop) => waiting.push({ go, stop: () => stop(problem) }));
}

export function openSignIn(): void {
  signInState.set('asking');
}

/** The calls that wait go on. @param key where the service keeps no session */
export function signedIn(key: string | null): void {
  bearer = key;
  signInState.set('fine');
  const goingOn = waiting;
  waiting = [];
  for (const { go } of goingOn) go();
}

/** The calls that wait fail with the 401 that they got. */
export function signInDeclined(): void {
  signInState.set('declined');
  const stopped = waiting;
  waiting = [];
  for (const { stop } of stopped) stop(new Error('declined'));
}
