import { createHash } from 'node:crypto';
import type { TargetsConfig } from '../../config/targets-config.js';
import { MAX_IN_FLIGHT, TIMEOUT_MS } from '../../config/variables/processing.js';
import { FileRefused, readRegularFile } from '../../runtime/contained-file.js';
import { DEFAULT_TARGET, readRoutes, tableWithoutFile, type RoutesReading } from './routes-file.js';
import { secretSource } from './secret-source.js';
import type { SecretSource } from './target-section.js';

/** Bytes of ROUTES_FILE. */
export const MAX_ROUTES_FILE_BYTES = 1_048_576;

/** Reads routes from TARGET_URL, ROUTES_FILE, and the secret files that it names. */
export class RoutesSource {
  /** The secret files that the last reading named. */
  private secretFiles = new Set<string>();
  private readonly secrets: SecretSource;

  constructor(private readonly config: TargetsConfig) {
    this.secrets = secretSource(config);
  }

  /** Never throws. */
  read(): RoutesReading {
    const { timeoutMs, maxInFlight, routesFile, allowPrivate } = this.config;
    const target = this.config.target && {
      ...this.config.target,
      name: DEFAULT_TARGET,
      headers: {},
      timeoutMs,
      maxInFlight,
    };
    if (routesFile === null) return { table: tableWithoutFile(target) };
    const text = textOf(routesFile);
    if (text === null) {
      const expected = `the path of a file of at most ${MAX_ROUTES_FILE_BYTES} bytes that can be read`;
      return { problems: [{ field: 'ROUTES_FILE', expected }] };
    }
    const secretFiles = new Set<string>();
    const file = (path: string) => {
      secretFiles.add(path);
      return this.secrets.file(path);
    };
    const reading = readRoutes(text, {
      target,
      limits: {
        timeoutMs,
        maxInFlight,
        timeoutRange: TIMEOUT_MS,
        inFlightRange: MAX_IN_FLIGHT,
        allowPrivate,
      },
      secrets: { variable: (name) => this.secrets.variable(name), file },
    });
    this.secretFiles = secretFiles;
    return reading;
  }

  /** SHA-256 over ROUTES_FILE and the secret files that the last reading named. Never throws. */
  digest(): string {
    const { routesFile } = this.config;
    const hash = createHash('sha256');
    hash.update(JSON.stringify(routesFile === null ? null : textOf(routesFile)));
    for (const path of this.secretFiles) hash.update(JSON.stringify(this.secrets.file(path)));
    return hash.digest('hex');
  }
}

function textOf(path: string): string | null {
  try {
    return readRegularFile(path, MAX_ROUTES_FILE_BYTES);
  } catch (error) {
    if (error instanceof FileRefused) return null;
    throw error;
  }
}
