import type { Semaphore } from '../runtime/semaphore.js';
import type { EventProcessor } from './processor.js';

/**
 * Where the router sends an event: to a processor (a class for some schema versions), to a target (an HTTP address), or
 * nowhere, where the check against the schema is the whole processing.
 */
export interface Destination {
  /** The class's name, `target:<name>`, or `schema:<version>`. The record's attempts keep it as `processor`. */
  name: string;
  processor: EventProcessor;
  /** The places at the target. Absent: there is no limit. */
  places?: Semaphore;
  /** Nobody gets the event: the check against its schema is the whole processing. */
  nowhere?: true;
}
