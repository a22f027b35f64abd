import { setFlagsFromString } from 'node:v8';

/** An option of V8; `node --v8-options` describes it. */
export const PRETENURING = 'allocation-site-pretenuring';

/**
 * Has V8 make all objects young, for the whole process. By itself it makes objects in the old space where many of their
 * kind survived a collection, as those of requests in flight do under load. They are dead a moment later, but the old
 * space is collected seldom: until then they keep alive what they refer to (ADR 33).
 */
export function keepObjectsYoung(set: (flags: string) => void = setFlagsFromString): void {
  set(`--no-${PRETENURING}`);
}
