import type { Config } from '../../src/config/config.js';
import type { Actions } from './actions.js';

/** A piece of life that is gone through with a fault at each of its calls. */
export interface Scenario {
  name: string;
  replicas: number;
  env?: Readonly<Record<string, string>>;
  /** Whether a queue lies between the replicas (REDIS_URL). */
  queued?: boolean;
  /** Whether the replicas look for a job to take over. */
  jobs?: boolean;
  /** Whether the bucket keeps earlier versions. */
  versioned?: boolean;
  /** `npm test` goes through fewer of its points: it shares its calls with other scenarios. */
  brief?: boolean;
  /** Settings that no variable can have. */
  settings?: Partial<Config>;
  /** What is there before it begins. Nothing fails yet, and nothing is counted. */
  prepare?: (actions: Actions) => Promise<void>;
  /** What happens. Whatever it does must bear that a replica does not answer. */
  act: (actions: Actions) => Promise<void>;
  /** With faults too: what holds when the run has drained. One sentence for each thing that does not. */
  always?: (actions: Actions) => string[];
  /** Without a fault: whether it was what it is meant to be. One sentence for each thing that was not. */
  fair: (actions: Actions) => string[];
}

/** Names what does not hold. */
export function unless(conditions: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(conditions)
    .filter(([, holds]) => !holds)
    .map(([what]) => `it should be so that ${what}`);
}
