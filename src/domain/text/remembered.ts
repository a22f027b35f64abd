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
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = make(text);
    known.set(text, value);
    const [first] = known.keys();
    if (known.size > most && first !== undefined) known.delete(first);
    return value;
  };
}
