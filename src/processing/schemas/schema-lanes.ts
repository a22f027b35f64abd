import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import { DraftLane, EventLane, type SchemaLane } from './check-lane.js';
import { CheckProcess } from './check-process.js';
import { Quarantines } from './quarantines.js';

/** Two processes for schemas that are not provably quick. Each starts with its first task. */
export class SchemaLanes {
  readonly events: SchemaLane;
  readonly drafts: SchemaLane;
  private readonly quarantines: Quarantines;
  private readonly processes: CheckProcess[];

  /** @param maxWaiting tasks that wait for their turn at one process */
  constructor(maxWaiting: number, clock: Clock, log: Log) {
    const [forEvents, forDrafts] = [new CheckProcess(clock), new CheckProcess(clock)];
    this.processes = [forEvents, forDrafts];
    this.quarantines = new Quarantines(clock, log);
    this.drafts = new DraftLane(forDrafts, maxWaiting);
    this.events = new EventLane(forEvents, this.drafts, this.quarantines, maxWaiting);
  }

  /** Names of the quarantined schemas, whose checks exceeded their limits repeatedly. */
  get quarantined(): string[] {
    return this.quarantines.files;
  }

  stop(): void {
    this.quarantines.stop();
    for (const process of this.processes) process.stop();
  }
}
