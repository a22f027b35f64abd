import type { CheckSettings, EventSchema } from './event-schema.js';
import type { SchemasByFile } from './schema-unit.js';
import type { SchemaFile, SchemaFiles } from './schema-files.js';
import type { RegistryFile } from './registry-file.js';
import { compileSchema, type Compilation } from './schema-check.js';
import type { Upcaster } from './upcaster.js';

/** The parts of a set. */
export interface SchemaSetParts {
  digest: string;
  registry: RegistryFile;
  /** By version. */
  schemas: ReadonlyMap<string, EventSchema>;
  /** By the version that they upcast from. */
  upcasters: ReadonlyMap<string, Upcaster>;
  byFile: SchemasByFile;
  /** As they were read. */
  files: readonly SchemaFile[];
  /** How drafts are compiled and applied. */
  draftSettings: CheckSettings;
}

/** All schemas and upcasters of one load. A set never changes, so an attempt uses the same set from start to end. */
export class SchemaSet {
  constructor(private readonly parts: SchemaSetParts) {}

  get digest(): string {
    return this.parts.digest;
  }

  get files(): SchemaFiles {
    return { digest: this.digest, files: [...this.parts.files] };
  }

  /** The text of a file; `undefined`: there is none of this name. */
  textOf(name: string): string | undefined {
    return this.parts.files.find((file) => file.name === name)?.text;
  }

  get registry(): RegistryFile {
    return this.parts.registry;
  }

  /** Sorted, with the versions that only upcasters know. */
  get versions(): string[] {
    const { schemas, upcasters } = this.parts;
    return [...new Set([...schemas.keys(), ...upcasters.keys()])].toSorted(compareVersions);
  }

  get upcasters(): Upcaster[] {
    return [...this.parts.upcasters.values()].toSorted((a, b) => compareVersions(a.from, b.from));
  }

  knows(version: string): boolean {
    return this.parts.schemas.has(version) || this.parts.upcasters.has(version);
  }

  schemaOf(version: string): EventSchema | undefined {
    return this.parts.schemas.get(version);
  }

  /** The upcasters from a version on, in order: up to the current version, or as far as they lead. */
  pathFrom(version: string): Upcaster[] {
    const path: Upcaster[] = [];
    let at = version;
    while (at !== this.registry.current) {
      const next = this.parts.upcasters.get(at);
      if (next === undefined) break;
      path.push(next);
      at = next.to;
    }
    return path;
  }

  /** The version in which the destination gets an event of this version. */
  finalVersion(version: string): string {
    return this.pathFrom(version).at(-1)?.to ?? version;
  }

  /**
   * Compiles a draft that replaces the schema of a version. The set does not change.
   *
   * @throws what compileSchema throws
   */
  draft(version: string, schema: unknown, signal: AbortSignal): Promise<Compilation> {
    const { schemas, byFile, draftSettings } = this.parts;
    const file = schemas.get(version)?.file ?? `${version}.schema.json`;
    return compileSchema(file, new Map([...byFile, [file, schema as boolean]]), draftSettings, signal);
  }
}

/** v2 before v10. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
