import type { Log } from '../../src/runtime/logger.js';

/** Errors that a failing store explains. */
const EXPECTED = new Set(['StoreError', 'DeadlineExceeded', 'TransientError', 'PermanentError']);

/** Passes on what a replica logs, and tells of errors that no fault of the simulation explains. */
export class WatchfulLog implements Log {
  constructor(
    private readonly onLine: (event: string, fields: Record<string, unknown>) => void,
    private readonly onSurprise: (text: string) => void,
  ) {}

  debug(): void {}

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.onLine(event, fields);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.onLine(event, fields);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.onLine(event, fields);
    const { error, error_name: name } = fields;
    if (typeof name === 'string' && !EXPECTED.has(name)) {
      this.onSurprise(`${event}: ${name}: ${JSON.stringify(error)}`);
    }
  }
}
