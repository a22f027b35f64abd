import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RuleGroups } from '../support/alert-rules.js';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** One series of an answer: `value` of a query for one moment, `values` of one for a range; times in seconds. */
interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: Array<[number, string]>;
}

interface Alert {
  labels: Record<string, string>;
  state: 'pending' | 'firing';
}

interface Scraped {
  /** `127.0.0.1:8080` */
  address: string;
  token: string;
  rules: RuleGroups;
}

/** The time between two scrapes, and between two evaluations of the rules. */
const INTERVAL = '1s';

/** Debian's Prometheus in a directory of its own, on loopback, with one scrape job that has the name `cxone-dlq`. */
export class PrometheusServer {
  private output = '';

  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly removeDirectory: () => Promise<void>,
  ) {
    const read = (chunk: Buffer) => (this.output += chunk.toString());
    process.stdout?.on('data', read);
    process.stderr?.on('data', read);
  }

  static async start({ address, token, rules }: Scraped): Promise<PrometheusServer> {
    const { path, remove } = await temporaryDirectory();
    const job = {
      job_name: 'cxone-dlq',
      authorization: { credentials_file: 'token' },
      static_configs: [{ targets: [address] }],
    };
    const config = {
      global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL, evaluation_interval: INTERVAL },
      rule_files: ['rules.yml'],
      scrape_configs: [job],
    };
    await writeFile(join(path, 'token'), token);
    await writeFile(join(path, 'rules.yml'), stringify(rules));
    await writeFile(join(path, 'prometheus.yml'), stringify(config));
    const listens = `127.0.0.1:${await freePort()}`;
    const args = [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=${listens}`,
      '--log.level=warn',
    ];
    const child = spawn('prometheus', args, { cwd: path, stdio: ['ignore', 'pipe', 'pipe'] });
    return new PrometheusServer(`http://${listens}`, child, remove);
  }

  /** @throws Error where it has ended */
  async isReady(): Promise<boolean> {
    if (this.process.exitCode !== null) throw new Error(`prometheus has ended:\n${this.output}`);
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** What the expression gives now. */
  query(query: string): Promise<Series[]> {
    return this.result('query', { query });
  }

  /** @param from, to seconds since the epoch; `step` in seconds */
  queryRange(
    query: string,
    { from, to, step }: { from: number; to: number; step: number },
  ): Promise<Series[]> {
    return this.result('query_range', { query, start: `${from}`, end: `${to}`, step: `${step}` });
  }

  /** The number that the expression gives now; `null`: it gives none. */
  async number(query: string): Promise<number | null> {
    const [first] = await this.query(query);
    return first?.value === undefined ? null : Number(first.value[1]);
  }

  /** The names of the alerts that fire now. */
  async firing(): Promise<string[]> {
    const { alerts } = await this.data<{ alerts: Alert[] }>('alerts', {});
    return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGTERM');
      await once(this.process, 'exit');
    }
    await this.removeDirectory();
  }

  private async result(path: string, parameters: Record<string, string>): Promise<Series[]> {
    return (await this.data<{ result: Series[] }>(path, parameters)).result;
  }

  /** @throws Error with what Prometheus says is wrong with a query */
  private async data<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${JSON.stringify(parameters)}`);
    return answer.data;
  }
}
