import { useLayoutEffect, useReducer } from 'preact/hooks';

/** A value that components follow. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The present value; the component renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const seen = store.get();
  useLayoutEffect(() => {
    // It may have changed between the rendering and this effect.
    if (!Object.is(store.get(), seen)) renderAgain(undefined);
    return store.subscribe(() => renderAgain(undefined));
  }, [store]);
  return seen;
}
