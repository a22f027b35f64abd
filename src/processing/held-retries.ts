/**
 * Remembers which due retries were found to lead to a target that is down, so that they are not read again at each
 * sweep. What was remembered under other routes or schemas counts no more.
 */
export class HeldRetries {
  private readonly targets = new Map<string, string>();
  private noted: string | undefined;

  /** @param generation changes whenever events may be routed in another way */
  constructor(public generation: () => string = () => '') {}

  note(traceId: string, target: string): void {
    this.forgetOld();
    this.targets.set(traceId, target);
  }

  /** The target; `null`: it is not known where the event goes now. */
  targetOf(traceId: string): string | null {
    this.forgetOld();
    return this.targets.get(traceId) ?? null;
  }

  /** It was let through: where it goes is found anew next time. */
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
