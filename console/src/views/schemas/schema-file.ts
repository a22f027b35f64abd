import type { SchemaSet } from './set-query.js';

const SCHEMA = /^(.+)\.schema\.json$/;
const UPCASTER = /^(.+)-to-(.+)\.upcast\.jsonata$/;
const REGISTRY = /^registry\.(yaml|yml|json)$/;

/** Whether it is the name of a file and not a version. */
export function isFileName(typed: string): boolean {
  return SCHEMA.test(typed) || UPCASTER.test(typed) || REGISTRY.test(typed);
}

/** The name of the file that a person means by a version or a file's name; `null`: no file may have that name. */
export function fileNamed(typed: string): string | null {
  if (isFileName(typed)) return typed.includes('/') ? null : typed;
  const isVersion = /^[\w.-]{1,64}$/.test(typed) && !/\.(json|jsonata|ya?ml)$/.test(typed);
  return isVersion ? `${typed}.schema.json` : null;
}

/** `v2.1` of `v2.1.schema.json`; `null`: it is no schema. */
export function versionOf(file: string): string | null {
  return SCHEMA.exec(file)?.[1] ?? null;
}

/** `v1` of `v1-to-v2.upcast.jsonata`; `null`: it is no upcaster. */
export function upcasterFrom(file: string): string | null {
  return UPCASTER.exec(file)?.[1] ?? null;
}

/** The schema that the events of a version are checked by: that of the version which upcasters bring them to. */
export function fileAskedBy(version: string, { versions }: SchemaSet): string {
  const final = versions.find((known) => known.version === version)?.final_version ?? version;
  return versions.find((known) => known.version === final)?.file ?? `${final}.schema.json`;
}

/** What a new file begins with. */
export function beginningOf(file: string, set: SchemaSet): string {
  if (versionOf(file) !== null)
    return '{\n  "$schema": "https://json-schema.org/draft/2020-12/schema",\n  "type": "object"\n}\n';
  if (UPCASTER.test(file)) return '$merge([$, {"payload": payload}])\n';
  const current = set.current ?? set.versions.at(-1)?.version ?? 'v2.1';
  return file.endsWith('.json') ? `{ "current": ${JSON.stringify(current)} }\n` : `current: ${current}\n`;
}

/** Why a text cannot be the file; `null`: as far as this page can tell, it can. */
export function problemOfText(file: string, text: string): string | null {
  if (!file.endsWith('.json')) return text.trim() === '' ? 'The file is empty' : null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? null : 'It must be a JSON object: { ... }';
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : ''}`;
  }
}

/** The versions whose events a file has a say about: a schema is asked for every version that upcasters lead to it. */
export function versionsOf(file: string, { versions }: SchemaSet): string[] {
  const own = versionOf(file) ?? upcasterFrom(file);
  if (own === null) return versions.map(({ version }) => version);
  return versions
    .filter(({ version, final_version: final }) => version === own || final === own)
    .map(({ version }) => version);
}
