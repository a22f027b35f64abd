import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** What was done to a replica's life. Times of `performance.now()`; `to` is `Infinity` while it lasts. */
export interface Incident {
  by: string;
  kind: 'kill' | 'stop' | 'term';
  from: number;
  to: number;
}

/** A replica through its lives: each start is a life with a name of its own. */
export class Replica {
  readonly incidents: Incident[] = [];
  /** What a replica must never do: end by itself, or badly on SIGTERM. */
  readonly faults: string[] = [];
  readonly #outputs = new Map<string, () => string>();
  #disk: Awaited<ReturnType<typeof temporaryDirectory>> | undefined;
  #service: ServiceProcess | undefined;
  #life = 0;
  #over = false;

  /** @param env of the life that is called `by` */
  constructor(
    readonly name: string,
    private readonly env: (by: string) => Record<string, string>,
  ) {}

  /** The present life's name. */
  get by(): string {
    return `${this.name}.${this.#life}`;
  }

  /** Where it listens; undefined while it does not run. */
  get url(): string | undefined {
    return this.#service?.url;
  }

  /** What each life has written. */
  outputs(): Map<string, string> {
    return new Map([...this.#outputs].map(([by, output]) => [by, output()]));
  }

  async start(): Promise<void> {
    this.#life += 1;
    const { by } = this;
    // As on a machine of its own, what one life leaves on the disk is there for the next one.
    this.#disk ??= await temporaryDirectory();
    const service = await startService({ DATA_DIR: this.#disk.path, ...this.env(by) });
    this.#outputs.set(by, () => service.output());
    if (this.#over) {
      await service.end('SIGKILL');
      return;
    }
    this.#service = service;
    service.process.once('exit', (code, signal) => {
      if (this.#service === service) this.faults.push(`${by} ended by itself with ${code ?? signal}`);
    });
  }

  async kill(): Promise<void> {
    const { incident, service } = this.#end('kill');
    await service.end('SIGKILL');
    incident.to = performance.now();
  }

  async terminate(): Promise<void> {
    const { incident, service } = this.#end('term');
    const code = await service.end('SIGTERM');
    incident.to = performance.now();
    if (code !== 0) this.faults.push(`${incident.by} ended with ${code} on SIGTERM`);
  }

  /** Stops the process where it stands; it still holds its connections. */
  stop(): void {
    this.#record('stop');
    this.#service?.process.kill('SIGSTOP');
  }

  /** Lets it go on, as if no time had passed. */
  resume(): void {
    this.#service?.process.kill('SIGCONT');
    const incident = this.incidents.at(-1);
    if (incident?.kind === 'stop') incident.to = performance.now();
  }

  /** Ends it for good, in whatever state. */
  async dispose(): Promise<void> {
    this.#over = true;
    const service = this.#service;
    this.#service = undefined;
    await service?.end('SIGKILL');
    await this.#disk?.remove();
  }

  #end(kind: 'kill' | 'term'): { incident: Incident; service: ServiceProcess } {
    const service = this.#service;
    if (service === undefined) throw new Error(`${this.name} does not run`);
    this.#service = undefined;
    return { incident: this.#record(kind), service };
  }

  #record(kind: Incident['kind']): Incident {
    const incident = { by: this.by, kind, from: performance.now(), to: Infinity };
    this.incidents.push(incident);
    return incident;
  }
}
