import { processorOptionsOf, type EventProcessor } from '../processor.js';

/** A processor of PROCESSORS_DIR. */
export interface MadeProcessor {
  name: string;
  versions: readonly string[];
  processor: EventProcessor;
}

/** What the exports of one file give. */
export interface MadeProcessors {
  made: MadeProcessor[];
  problems: string[];
}

type Constructor = new () => unknown;

const NONE = 'expected an exported class that is marked with @Processor({ versions: [...] })';

/**
 * Makes a processor of each marked class that a module exports. A class that is exported twice, by name and as the
 * default, counts once.
 */
export function makeProcessors(exported: object): MadeProcessors {
  const values = new Set<unknown>(Object.values(exported));
  const marked = [...values].filter((value) => processorOptionsOf(value) !== undefined) as Constructor[];
  if (marked.length === 0) return { made: [], problems: [noneIn(values)] };
  const made: MadeProcessor[] = [];
  const problems: string[] = [];
  for (const type of marked) {
    const name = type.name || 'the class without a name';
    try {
      made.push(madeOf(type, name));
    } catch (error) {
      problems.push(`${name}: ${messageOf(error)}`);
    }
  }
  return { made, problems };
}

/** @throws Error that says what is wrong with the class */
function madeOf(type: Constructor, name: string): MadeProcessor {
  const { versions = [] } = processorOptionsOf(type) ?? {};
  if (type.length > 0) throw new Error('expected a constructor without parameters: nothing is handed to it');
  const processor = instanceOf(type);
  if (!hasProcess(processor)) throw new Error('expected a method process(event, context)');
  return { name, versions, processor };
}

function instanceOf(type: Constructor): unknown {
  try {
    return new type();
  } catch (error) {
    throw new Error(`its constructor threw: ${messageOf(error)}`, { cause: error });
  }
}

function hasProcess(value: unknown): value is EventProcessor {
  return typeof (value as { process?: unknown } | null)?.process === 'function';
}

/** The likeliest mistake is a class that is not marked. */
function noneIn(values: ReadonlySet<unknown>): string {
  const candidates = [...values].filter((value) => typeof value === 'function').map(({ name }) => name);
  return candidates.length === 0 ? NONE : `${NONE}; it exports ${candidates.join(', ')} without a mark`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
