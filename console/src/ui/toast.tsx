import { createStore, useStore } from '../state/store.js';
import { announce } from './live-region.js';
import { Icon } from './icon.js';

interface Toast {
  id: number;
  text: string;
  /** Something was not done. */
  refused: boolean;
}

const LIFE_MS = 6_000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** Says that something was done. Call it after the service has confirmed it, never before. */
export function toast(text: string): void {
  show(text, false);
}

/** Says that something was not done, and why. */
export function toastRefusal(text: string): void {
  show(text, true);
}

function show(text: string, refused: boolean): void {
  const id = ++last;
  toasts.set([...toasts.get(), { id, text, refused }]);
  announce(text);
  setTimeout(() => toasts.set(toasts.get().filter((one) => one.id !== id)), LIFE_MS);
}

/** Stands once in the page. */
export function Toasts() {
  return (
    <div class="toasts" aria-hidden="true">
      {useStore(toasts).map(({ id, text, refused }) => (
        <div key={id} class={refused ? 'toast toast-refusal' : 'toast'}>
          <Icon name={refused ? 'close' : 'check'} /> {text}
        </div>
      ))}
    </div>
  );
}
