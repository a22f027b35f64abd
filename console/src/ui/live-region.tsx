import { createStore, useStore } from '../state/store.js';

const said = createStore('');

/** Says something to screen readers, without moving the focus. */
export function announce(text: string): void {
  // The same words twice are said twice.
  said.set(said.get() === text ? `${text}\u00a0` : text);
}

/** Stands once in the page. */
export function LiveRegion() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {useStore(said)}
    </div>
  );
}
