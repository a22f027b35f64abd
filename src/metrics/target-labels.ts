import { OTHER } from './label-values.js';

/** Targets with series of their own. Those beyond, in the order of the routes, are counted together. */
export const MAX_TARGETS = 100;

/** The targets in force, as label values. */
export class TargetLabels {
  private names: ReadonlySet<string> = new Set();

  /** A target that is not in force, or beyond MAX_TARGETS, is OTHER. */
  of(target: string): string {
    return this.names.has(target) ? target : OTHER;
  }

  /** @returns the label values that are no more */
  replace(inForce: readonly string[]): string[] {
    const before = this.names;
    this.names = new Set(inForce.slice(0, MAX_TARGETS));
    return [...before].filter((name) => !this.names.has(name));
  }
}
