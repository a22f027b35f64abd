import type { Twins } from './merge.service.js';

/** Finds records of the same event in one listing in key order, so that the oldest comes first. */
export class TwinFinder {
  private readonly oldest = new Map<string, string>();
  readonly twins: Twins[] = [];

  /** @param identity that of the event in the record */
  add(key: string, identity: string): void {
    const older = this.oldest.get(identity);
    if (older === undefined) this.oldest.set(identity, key);
    else this.twins.push({ older, younger: key });
  }
}
