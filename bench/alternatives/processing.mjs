/**
 * What every contender does with an event: nothing, or it fails. SIGUSR2 changes between the two, so that the same events
 * fail first and pass when they are redriven.
 */
let passes = true;
let [processed, failed] = [0, 0];

process.on('SIGUSR2', () => {
  passes = !passes;
});

/** @throws Error while processing is to fail */
export function processEvent() {
  if (!passes) throw new Error('the target refuses the event');
}

/** A contender calls them after it has settled the event at its server. */
export const count = {
  processed: (events = 1) => (processed += events),
  failed: (events = 1) => (failed += events),
};

export function counts() {
  return { processed, failed };
}
