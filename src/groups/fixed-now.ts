/** What a dry run of a cause said after schemas or routes had changed. */
export interface Fixed {
  /** Dead letters of the cause that were tried. */
  sampled: number;
  /** Of them, those that would pass now. */
  wouldPass: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * Which causes a change of schemas or routes has fixed, by fingerprint, as this process found out. It is lost at a
 * restart.
 */
export class FixedNow {
  private readonly found = new Map<string, Fixed>();

  /** @param isThere whether a cause has unresolved dead letters now */
  constructor(private readonly isThere: (fingerprint: string) => boolean) {}

  set(fingerprint: string, fixed: Fixed): void {
    for (const known of this.found.keys()) this.of(known);
    this.found.set(fingerprint, fixed);
  }

  /** `undefined`: no change has been tried for the cause, or the cause is gone. */
  of(fingerprint: string): Fixed | undefined {
    if (!this.isThere(fingerprint)) this.found.delete(fingerprint);
    return this.found.get(fingerprint);
  }
}
