/**
 * A pure function of an object that never changes, such as an event: what it says is kept for the object that it was asked
 * about last, because the steps of one event ask in a row. To keep it for all objects takes a WeakMap, which costs the
 * collector more than the few questions that are asked again.
 *
 * @param make what it throws is not kept
 */
export function lastAsked<Of extends object, Value>(make: (of: Of) => Value): (of: Of) => Value {
  let last: { of: Of; value: Value } | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, value: make(of) };
    return last.value;
  };
}
