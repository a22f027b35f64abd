import { useLayoutEffect, useRef } from 'preact/hooks';
import { createStore } from './store.js';

/** A key of the keyboard, or two after each other (`g o`). */
export interface Shortcut {
  /** As `KeyboardEvent.key` has it, such as `j`, `/`, `Enter`; `Ctrl-k` takes the Command key as well. */
  keys: string;
  /** What it does, for the help: `Open the event`. */
  does: string;
  run: () => void;
  /** Also while the person types in a field, a dialog is open, or an editor is loaded. */
  everywhere?: boolean;
}

const SEQUENCE_MS = 1_200;

/** A dialog, and an editor that is still loaded: what is typed meanwhile was meant for it. */
const TAKES_KEYS = 'dialog[open], [data-awaits-typing]';

/** The shortcuts that hold now, the latest first. */
export const shortcuts = createStore<readonly Shortcut[]>([]);

/** The shortcuts of a component, as long as it is rendered. */
export function useShortcuts(own: readonly Shortcut[]): void {
  const latest = useRef(own);
  latest.current = own;
  const names = own.map(({ keys, does }) => `${keys} ${does}`).join('\n');
  // With the rendering: a key counts from the moment that the view is seen.
  useLayoutEffect(() => {
    const mine = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: () => latest.current[index]?.run(),
    }));
    shortcuts.set([...mine, ...shortcuts.get()]);
    return () => shortcuts.set(shortcuts.get().filter((one) => !mine.includes(one)));
  }, [names]);
}

/** Call it once. */
export function followKeyboard(): void {
  let before: { key: string; at: number } | null = null;
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = nameOf(event);
    if (key === null || (key === 'Enter' && isPressedByEnter(event.target))) return;
    const sequence =
      before !== null && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : null;
    const busy = isTyping(event.target) || document.querySelector(TAKES_KEYS) !== null;
    const held = shortcuts.get().filter(({ everywhere }) => everywhere === true || !busy);
    const found = held.find(({ keys }) => keys === sequence) ?? held.find(({ keys }) => keys === key);
    before = busy ? null : { key, at: event.timeStamp };
    if (found === undefined) return;
    before = null;
    event.preventDefault();
    found.run();
  });
}

function nameOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string | null {
  if (['Control', 'Meta', 'Shift', 'Alt'].includes(key) || altKey) return null;
  return ctrlKey || metaKey ? `Ctrl-${key.toLowerCase()}` : key;
}

/** A link, a button or a menu that has the focus is what the person means by Enter. */
function isPressedByEnter(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // Nobody types into a box that is checked.
  if (target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type))
    return false;
  // An editor inside a shadow root is seen as its host.
  return (
    target.isContentEditable || target.shadowRoot !== null || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
  );
}
