/**
 * Remembers the due retries whose target is down, so that a sweep does not read them again. All entries are dropped
 * when the routes or the schemas change.
 */
export class HeldRetries {
  private readonly targets = new Map<string, string>();
  private noted: string | undefined;

  /** @param generation changes whenever events may be routed differently */
  constructor(private readonly generation: () => string) {}

  note(traceId: string, target: string): void {
    this.forgetOld();
    this.targets.set(traceId, target);
  }

  /** The target that the retry waits for; `null`: unknown. */
  targetOf(traceId: string): string | null {
    this.forgetOld();
    return this.targets.get(traceId) ?? null;
  }

  /** Drops the entry after the retry was tried. The next attempt finds its target again. */
  forget(traceId: string): void {
    this.targets.delete(traceId);
  }

  private forgetOld(): void {
    const now = this.generation();
    if (now === this.noted) return;
    this.noted = now;
    this.targets.clear();
  }
}
