/**
 * A pure function of an object that never changes, such as an event: what it says is kept for as long as the object is.
 *
 * @param make is called once for each object; what it throws is not kept
 */
export function onceOf<Of extends object, Value>(make: (of: Of) => Value): (of: Of) => Value {
  const known = new WeakMap<Of, { value: Value }>();
  return (of) => {
    const found = known.get(of);
    if (found !== undefined) return found.value;
    const value = make(of);
    known.set(of, { value });
    return value;
  };
}
