import type { CxoneEvent, FieldProblem } from '../../domain/event/event.js';
import { eventTypeOf } from '../../domain/event/event-type.js';
import type { Facts } from '../../runtime/facts.js';
import { Semaphore } from '../../runtime/semaphore.js';
import type { Destination } from '../destination.js';
import type { HttpTarget } from './http-target.js';
import { destinationName, targetNameFor, type RouteTable, type TargetSettings } from './routes.js';
import type { RoutesReading } from './routes-file.js';

/** The routes and targets in force, all from one read of the files. */
interface InForce {
  table: RouteTable;
  targets: ReadonlyMap<string, { settings: TargetSettings; destination: Destination; target: HttpTarget }>;
  loadedAt: number;
}

export type Reloading = { loaded: true } | { loaded: false; problems: FieldProblem[] };

const NOTHING: InForce = {
  table: { targets: [], routes: [], fallback: null },
  targets: new Map(),
  loadedAt: 0,
};

/** Finds the target of an event. A reload replaces all routes, or none. */
export class TargetRoutes {
  /** The digest of the files as they were read last. */
  known = '';
  /** Why the routes in force are not those of the files; `null`: they are. */
  trouble: string | null = null;
  private current = NOTHING;
  private loads = 0;
  /** `null` before the first reading. */
  private digestInForce: string | null = null;

  /**
   * @param source reads the routes as they are now
   * @param open makes a target of its settings
   * @param now milliseconds since the epoch
   * @param facts is told the processors' names of the targets that a reload removes or replaces
   */
  constructor(
    private readonly source: { read(): RoutesReading; digest(): string },
    private readonly open: (settings: TargetSettings) => HttpTarget,
    private readonly now: () => number,
    private readonly facts: Facts,
  ) {}

  /** The target for this event, as a processor called `target:<name>`; `undefined` where no route leads to one. */
  find(event: CxoneEvent): Destination | undefined {
    const { table, targets } = this.current;
    if (targets.size === 0) return undefined;
    const name = targetNameFor(table, { tenantId: event.tenantId, eventType: eventTypeOf(event) });
    return name === null ? undefined : targets.get(name)?.destination;
  }

  /** What a reload would change now; `null`: nothing, or the routes cannot be used. */
  pending(): { digest: string; before: string | null } | null {
    const reading = this.source.read();
    // The reading tells which secret files count.
    const [digest, before] = [this.source.digest(), this.digestInForce];
    return digest === before || 'problems' in reading ? null : { digest, before };
  }

  /**
   * Reads the routes again. Where they have a problem, the routes in force stay.
   *
   * @param auditId of the entry of the person who asks; `null`: nobody does
   */
  reload(auditId: string | null = null): Reloading {
    const reading = this.source.read();
    this.known = this.source.digest();
    if ('problems' in reading) {
      this.trouble = `ROUTES_FILE has problems, and the routes in force stay: ${sentence(reading.problems)}`;
      return { loaded: false, problems: reading.problems };
    }
    this.trouble = null;
    const { targets: before } = this.current;
    const targets = new Map(
      reading.table.targets.map((settings) => {
        const known = before.get(settings.name);
        // An unchanged target keeps its connections and its circuit breaker.
        if (known !== undefined && isSame(known.settings, settings)) return [settings.name, known] as const;
        const target = this.open(settings);
        return [settings.name, { settings, target, destination: destinationOf(settings, target) }] as const;
      }),
    );
    this.loads++;
    this.current = { table: reading.table, targets, loadedAt: this.now() };
    const gone = [...before].flatMap(([name, old]) => (targets.get(name) === old ? [] : [old]));
    for (const { target } of gone) target.close();
    const { routes } = reading.table;
    const retired = gone.map((old) => old.destination.name);
    const [digest, beforeDigest] = [this.known, this.digestInForce];
    this.digestInForce = digest;
    const names = [...targets.values()].map(({ destination }) => destination.name);
    const table = { targets: names, routes: routes.length };
    this.facts.tell('routes_changed', { digest, before: beforeDigest, retired, ...table, auditId });
    return { loaded: true };
  }

  /** The digest of the files as they are now. */
  digest(): string {
    return this.source.digest();
  }

  /** The number of loads. After a load, an event may go to another target than before. */
  get generation(): number {
    return this.loads;
  }

  /** Whether the target of an event depends on its content, and so on its final shape. */
  get looksIntoEvents(): boolean {
    return this.current.table.routes.length > 0;
  }

  /** The routes in force, with secrets and header values: `routesDto` removes those for an answer. */
  get inForce(): { table: RouteTable; loadedAt: number } {
    return this.current;
  }

  /** Ends all idle connections. */
  close(): void {
    for (const { target } of this.current.targets.values()) target.close();
  }
}

function sentence([first, ...rest]: readonly FieldProblem[]): string {
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return first === undefined ? '' : `${first.field}: expected ${first.expected}${more}`;
}

function destinationOf(settings: TargetSettings, processor: HttpTarget): Destination {
  return { name: destinationName(settings), processor, places: new Semaphore(settings.maxInFlight) };
}

function isSame(a: TargetSettings, b: TargetSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
