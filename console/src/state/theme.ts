import { createStore } from './store.js';

/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'cxone-dlq-theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

export const theme = createStore<Theme>(stored());

function stored(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Call it before the first rendering. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme.get();
}

export function nextTheme(): void {
  theme.set(NEXT[theme.get()]);
  localStorage.setItem(KEY, theme.get());
  applyTheme();
}
