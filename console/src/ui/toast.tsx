import { createStore, useStore } from '../state/store.js';
import { announce } from './live-region.js';
import { Icon, type IconName } from './icon.js';

interface Toast {
  id: number;
  text: string;
  icon: IconName;
}

const LIFE_MS = 6_000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** Says that something was done. Call it after the service has confirmed it, never before. */
export function toast(text: string): void {
  show(text, 'check');
}

/** Says that something was not done, and why. */
export function toastRefusal(text: string): void {
  show(text, 'close');
}

function show(text: string, icon: IconName): void {
  const id = ++last;
  toasts.set([...toasts.get(), { id, text, icon }]);
  announce(text);
  setTimeout(() => toasts.set(toasts.get().filter((one) => one.id !== id)), LIFE_MS);
}

/** Stands once in the page. */
export function Toasts() {
  return (
    <div class="toasts" aria-hidden="true">
      {useStore(toasts).map(({ id, text, icon }) => (
        <div key={id} class={icon === 'close' ? 'toast toast-refusal' : 'toast'}>
          <Icon name={icon} /> {text}
        </div>
      ))}
    </div>
  );
}
