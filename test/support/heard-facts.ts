import type { FactName, Facts, FactTypes } from '../../src/runtime/facts.js';

/** The facts of this name that are told from now on, in their order. */
export function heard<N extends FactName>(facts: Facts, name: N): Array<FactTypes[N]> {
  const all: Array<FactTypes[N]> = [];
  facts.on(name, (fact) => all.push(fact));
  return all;
}

/** How the events that were delivered again were known, from now on. */
export function duplicatesOf(facts: Facts): string[] {
  const kinds: string[] = [];
  facts.on('event_received', (fact) => {
    if (fact.outcome === 'duplicate') kinds.push(fact.kind);
  });
  return kinds;
}
