/** What `early.ts` has asked, by address. */
interface EarlyAnswers {
  answers: Map<string, Promise<Response>>;
  /** Of `performance.now()`. */
  askedAt: number;
}

/** An answer that is older is asked for anew. */
const FRESH_MS = 5_000;

/** The answer to a GET without a key that was asked for already; each is taken once. `undefined`: there is none. */
export function earlyAnswer(url: string): Promise<Response> | undefined {
  // Absent while the console is developed, and where the script did not come first.
  const early: unknown = Reflect.get(globalThis, 'earlyAnswers');
  const { answers, askedAt = 0 } = (early ?? {}) as Partial<EarlyAnswers>;
  const answer = answers?.get(url);
  answers?.delete(url);
  return performance.now() - askedAt < FRESH_MS ? answer : undefined;
}
