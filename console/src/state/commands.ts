import { useLayoutEffect, useRef } from 'preact/hooks';
import { createStore } from './store.js';

/** Something that the command palette (Ctrl-K) offers. */
export interface Command {
  id: string;
  /** What it does: `Go to causes`, `Retry this event`. */
  title: string;
  /** More words by which it is found. */
  keywords?: string;
  run: () => void;
  /** Why it cannot be done now, such as the role that it needs. */
  disabledFor?: string | null;
}

export const commands = createStore<readonly Command[]>([]);

/** The commands of a component, as long as it is rendered. They stand before those of the frame. */
export function useCommands(own: readonly Command[]): void {
  const latest = useRef(own);
  latest.current = own;
  const names = own.map(({ id, title, disabledFor }) => `${id} ${title} ${disabledFor ?? ''}`).join('\n');
  // With the rendering: a command is there from the moment that the view is seen.
  useLayoutEffect(() => {
    const mine = latest.current.map((command, index) => ({
      ...command,
      run: () => latest.current[index]?.run(),
    }));
    commands.set([...mine, ...commands.get()]);
    return () => commands.set(commands.get().filter((one) => !mine.includes(one)));
  }, [names]);
}

/** The commands that have every word that was typed, in their order. */
export function commandsFor(typed: string, all: readonly Command[]): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ title, keywords = '' }) => {
    const text = `${title} ${keywords}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
