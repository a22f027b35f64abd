import { parse, type YAMLParseError } from 'yaml';
import type { SchemaProblem } from './schema-problem.js';
import type { VersionRule, VersionSource } from './version-rule.js';

/** The content of `registry.yaml` or `registry.json`. */
export interface RegistryFile {
  /** The version that events are upcast to; `null`: as far as upcasters lead. */
  current: string | null;
  versionRule: VersionRule;
  /** The age at which a dead letter of a version is stale, milliseconds. */
  staleAfterMs: ReadonlyMap<string, number>;
}

/** The content of an absent file. */
export const NO_REGISTRY: RegistryFile = {
  current: null,
  versionRule: { sources: [{ field: ['schema_version'] }], default: null },
  staleAfterMs: new Map(),
};

/** The most aliases of a YAML document. A document made to fill the memory needs thousands. */
const MAX_YAML_ALIASES = 100;

/** Reads the file as YAML, which includes JSON. Problems go to `problems`. */
export function readRegistryFile(file: string, text: string, problems: SchemaProblem[]): RegistryFile {
  const refuse = (pointer: string, problem: string) => void problems.push({ file, pointer, problem });
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: MAX_YAML_ALIASES, logLevel: 'error' });
  } catch (error) {
    // The parser's message is not used, because it quotes the line.
    const { code = 'an alias', linePos } = error as Partial<YAMLParseError>;
    const place = linePos === undefined ? '' : ` at line ${linePos[0].line}, column ${linePos[0].col}`;
    refuse('', `expected YAML or JSON (${code}${place})`);
    return NO_REGISTRY;
  }
  if (!isObject(content)) {
    refuse('', 'expected an object');
    return NO_REGISTRY;
  }
  for (const name of Object.keys(content)) {
    if (!['current', 'default', 'version_from', 'versions'].includes(name)) {
      refuse(`/${name}`, 'expected one of current, default, version_from, versions');
    }
  }
  return {
    current: version(content, 'current', refuse),
    versionRule: {
      sources: sources(content['version_from'], refuse),
      default: version(content, 'default', refuse),
    },
    staleAfterMs: staleAfter(content['versions'], refuse),
  };
}

type Refuse = (pointer: string, problem: string) => void;

function version(content: Record<string, unknown>, name: string, refuse: Refuse): string | null {
  const value = content[name] ?? null;
  if (value === null || (typeof value === 'string' && value !== '')) return value;
  refuse(`/${name}`, 'expected a version in quotes, such as "v2.1"');
  return null;
}

function sources(list: unknown, refuse: Refuse): readonly VersionSource[] {
  if (list === undefined) return NO_REGISTRY.versionRule.sources;
  if (!Array.isArray(list)) {
    refuse('/version_from', 'expected a list');
    return [];
  }
  return list.flatMap((item: unknown, i): VersionSource[] => {
    const { field, header, ...rest } = isObject(item) ? item : {};
    const one = Object.keys(rest).length === 0 && (field === undefined) !== (header === undefined);
    if (one && typeof field === 'string' && /^[^.]+(?:\.[^.]+)*$/.test(field)) {
      return [{ field: field.split('.') }];
    }
    if (one && typeof header === 'string' && /^[A-Za-z0-9-]+$/.test(header)) {
      return [{ header: header.toLowerCase() }];
    }
    refuse(`/version_from/${i}`, 'expected {field: names joined by dots} or {header: a name}');
    return [];
  });
}

function staleAfter(versions: unknown, refuse: Refuse): Map<string, number> {
  const found = new Map<string, number>();
  if (versions === undefined) return found;
  if (!isObject(versions)) {
    refuse('/versions', 'expected an object with a member for each version');
    return found;
  }
  for (const [name, settings] of Object.entries(versions)) {
    const { parked_as_stale_after_ms: ms, ...rest } = isObject(settings) ? settings : { none: true };
    if (Object.keys(rest).length === 0 && Number.isSafeInteger(ms) && (ms as number) > 0) {
      found.set(name, ms as number);
    } else {
      refuse(`/versions/${name}`, 'expected {parked_as_stale_after_ms: a whole number from 1}');
    }
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
