import { createStore } from '../../state/store.js';

/** A filter and an order that somebody gave a name. */
export interface SavedView {
  name: string;
  /** As the address has it, without `?`. */
  query: string;
}

const KEY = 'cxone-dlq-saved-views';

/** The views that are saved in this browser. */
export const savedViews = createStore<readonly SavedView[]>(readViews(localStorage.getItem(KEY)));

/** @param text what the browser kept; anything else than views is left out */
export function readViews(text: string | null): SavedView[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(kept)) return [];
  return kept.filter((view: unknown): view is SavedView => {
    const { name, query } = (view ?? {}) as Partial<SavedView>;
    return typeof name === 'string' && name !== '' && typeof query === 'string';
  });
}

/** Keeps a view; one of the same name is replaced. */
export function saveView(view: SavedView): void {
  keep([...savedViews.get().filter(({ name }) => name !== view.name), view]);
}

export function forgetView(gone: string): void {
  keep(savedViews.get().filter(({ name }) => name !== gone));
}

function keep(views: readonly SavedView[]): void {
  savedViews.set(views);
  localStorage.setItem(KEY, JSON.stringify(views));
}
