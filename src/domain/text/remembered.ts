import { OldestFirst } from './oldest-first.js';

/**
 * A pure function of a text that remembers what it said of the last texts: in an incident the same few texts come by the
 * thousand.
 *
 * @param most texts that are remembered; the one that came first gives way
 */
export function remembered<T extends string | number>(
  make: (text: string) => T,
  most = 256,
): (text: string) => T {
  const known = new OldestFirst<T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = make(text);
    known.set(text, value);
    known.keepLatest(most);
    return value;
  };
}
