import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.js';
import type { SchemaConfig } from '../../src/config/schema-config.js';

/** A directory of schema files that a test writes; what is no text goes in as JSON. */
export class SchemaDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'cxone-dlq-schemas-'));

  constructor(files: Record<string, unknown> = {}) {
    this.write(files);
  }

  write(files: Record<string, unknown>): void {
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      writeFileSync(join(this.path, name), text);
    }
  }

  remove(name: string): void {
    rmSync(join(this.path, name));
  }

  config(env: Record<string, string> = {}): SchemaConfig {
    return loadConfig({ SCHEMA_DIR: this.path, ...env }).schemas;
  }

  delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
