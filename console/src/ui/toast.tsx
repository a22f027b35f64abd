import { createStore, useStore } from '../state/store.js';
import { announce } from './live-region.js';
import { Icon } from './icon.js';

interface Toast {
  id: number;
  text: string;
}

const LIFE_MS = 6_000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** Says that something was done. Call it after the service has confirmed it, never before. */
export function toast(text: string): void {
  const id = ++last;
  toasts.set([...toasts.get(), { id, text }]);
  announce(text);
  setTimeout(() => toasts.set(toasts.get().filter((one) => one.id !== id)), LIFE_MS);
}

/** Stands once in the page. */
export function Toasts() {
  return (
    <div class="toasts" aria-hidden="true">
      {useStore(toasts).map(({ id, text }) => (
        <div key={id} class="toast">
          <Icon name="check" /> {text}
        </div>
      ))}
    </div>
  );
}
