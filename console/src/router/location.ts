import { createStore, useStore } from '../state/store.js';

/** Where the service serves the console. */
export const BASE = '/console';

/** An address of the console: the path below the base, from `/` on, and the query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

/** What the history keeps of an entry besides its address. */
interface EntryState {
  /** Names the entry, so that its scroll position is found again. */
  id: string;
}

function present(): Place {
  const { pathname, search } = window.location;
  const below = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return { path: `/${below.replace(/^\/+|\/+$/g, '')}`, query: new URLSearchParams(search) };
}

export const place = createStore<Place>(present());

export function usePlace(): Place {
  return useStore(place);
}

/** The scroll position of each entry of the history. */
const scrolledTo = new Map<string, number>();
let entryId = idOfEntry();

function idOfEntry(): string {
  const known = (window.history.state as EntryState | null)?.id;
  if (known !== undefined) return known;
  const id = crypto.randomUUID();
  window.history.replaceState({ id } satisfies EntryState, '');
  return id;
}

/** The address in full, as a link has it. @param to path below the base with its query, such as `/events?status=parked` */
export function hrefOf(to: string): string {
  return to === '/' ? BASE : BASE + to;
}

/**
 * Goes to an address of the console.
 *
 * @param replace the present entry of the history is replaced, and the page stays where it is scrolled to: for filters
 */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) {
    window.history.replaceState({ id: entryId } satisfies EntryState, '', hrefOf(to));
  } else {
    scrolledTo.set(entryId, window.scrollY);
    entryId = crypto.randomUUID();
    window.history.pushState({ id: entryId } satisfies EntryState, '', hrefOf(to));
  }
  const before = place.get().path;
  place.set(present());
  if (!replace && place.get().path !== before) window.scrollTo(0, 0);
}

/** Follows the browser's own navigation, and links to the console. Call it once. */
export function followHistory(): void {
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    scrolledTo.set(entryId, window.scrollY);
    entryId = idOfEntry();
    place.set(present());
    scrollBackTo(scrolledTo.get(entryId) ?? 0);
  });
  document.addEventListener('click', followLink);
}

/** The view may need a moment until it is as long as it was. */
function scrollBackTo(y: number, tries = 20): void {
  window.scrollTo(0, y);
  if (Math.abs(window.scrollY - y) > 1 && tries > 0) requestAnimationFrame(() => scrollBackTo(y, tries - 1));
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download')) return;
  const url = new URL(link.href, window.location.href);
  const ours = url.pathname === BASE || url.pathname.startsWith(`${BASE}/`);
  if (url.origin !== window.location.origin || !ours || url.hash !== '') return;
  event.preventDefault();
  navigate(url.pathname.slice(BASE.length) + url.search || '/');
}
