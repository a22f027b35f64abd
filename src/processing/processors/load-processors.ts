import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../../runtime/deadline.js';
import type { Log } from '../../runtime/logger.js';
import type { EventProcessor } from '../processor.js';
import { resolveOwnImports } from './own-imports.js';
import { makeProcessors, type MadeProcessor } from './processor-classes.js';
import { processorFilesIn } from './processor-files.js';
import { ProcessorsRefused, type ProcessorProblem } from './processors-refused.js';

/** Time for one file and what it imports, milliseconds. A module can wait for ever at its top level. */
const LOAD_TIMEOUT_MS = 10_000;

/** Where Node reports a syntax error: the first line of the stack. */
const PLACE = /^(?:file:\/\/)?\/\S*?([^/\s]+:\d+)\n/;

/** What the loading needs of the process. */
export interface ProcessorSurroundings {
  clock: Clock;
  log: Log;
}

/**
 * The processors of PROCESSORS_DIR, one object of each marked class.
 *
 * @param dir `null`: there is none
 * @throws ProcessorsRefused that lists the problems of all files: they are loaded all or none
 */
export async function loadProcessors(
  dir: string | null,
  { clock, log }: ProcessorSurroundings,
): Promise<EventProcessor[]> {
  if (dir === null) return [];
  const files = await processorFilesIn(resolve(dir));
  resolveOwnImports();
  const problems: ProcessorProblem[] = [];
  const found: Array<MadeProcessor & { file: string }> = [];
  for (const file of files) {
    try {
      const { made, problems: wrong } = makeProcessors(await moduleOf(join(resolve(dir), file), clock));
      found.push(...made.map((processor) => ({ ...processor, file })));
      problems.push(...wrong.map((problem) => ({ file, problem })));
    } catch (error) {
      problems.push({ file, problem: whyNotLoaded(error) });
    }
  }
  problems.push(...claimedTwice(found));
  if (problems.length > 0) throw new ProcessorsRefused(problems);
  log.info('processors_loaded', {
    processors: found.map(({ name, versions }) => `${name}: ${versions.join(', ')}`),
  });
  return found.map(({ processor }) => processor);
}

function moduleOf(path: string, clock: Clock): Promise<object> {
  const { href } = pathToFileURL(path);
  return withDeadline(clock, LOAD_TIMEOUT_MS, () => import(/* @vite-ignore */ href) as Promise<object>);
}

function whyNotLoaded(error: unknown): string {
  if (error instanceof DeadlineExceeded) return `expected to be loaded within ${error.ms / 1_000} s`;
  if (!(error instanceof Error)) return 'it threw something that is no error while it was loaded';
  const place = PLACE.exec(error.stack ?? '')?.[1];
  if (error instanceof SyntaxError) {
    return `expected an ES module: ${error.message}${place === undefined ? '' : ` at ${place}`}`;
  }
  return `it cannot be loaded: ${error.message}`;
}

function claimedTwice(found: ReadonlyArray<MadeProcessor & { file: string }>): ProcessorProblem[] {
  const first = new Map<string, MadeProcessor & { file: string }>();
  const problems: ProcessorProblem[] = [];
  for (const processor of found) {
    for (const version of processor.versions) {
      const other = first.get(version);
      if (other === undefined) first.set(version, processor);
      else problems.push({ file: processor.file, problem: twice(version, processor, other) });
    }
  }
  return problems;
}

function twice(version: string, { name }: MadeProcessor, other: MadeProcessor & { file: string }): string {
  return `${name}: expected a schema version that no other class takes; ${version} belongs to ${other.name} in ${other.file}`;
}
