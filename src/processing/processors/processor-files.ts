import { readdir } from 'node:fs/promises';
import { ProcessorsRefused, type ProcessorProblem } from './processors-refused.js';

const PROCESSOR_FILE = /\.processor\.m?js$/;

/** Files that somebody meant as processors, and that Node cannot load as modules. */
const NOT_LOADABLE = /\.processor\.(cjs|c?ts|mts|tsx)$/;

/**
 * The names of the processors' files in a directory, sorted. Other files are ignored: what processors import may lie
 * beside them.
 *
 * @throws ProcessorsRefused where the directory cannot be read, or holds no processor
 */
export async function processorFilesIn(dir: string): Promise<string[]> {
  const names = (await namesIn(dir)).toSorted();
  const files = names.filter((name) => PROCESSOR_FILE.test(name));
  const problems = names.flatMap((name) => (isNotLoadable(name, files) ? [notLoadable(name)] : []));
  if (problems.length > 0) throw new ProcessorsRefused(problems);
  if (files.length === 0) {
    throw refused(`${dir}: expected at least one file whose name ends in .processor.js or .processor.mjs`);
  }
  return files;
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code = 'no code' } = error as NodeJS.ErrnoException;
    throw refused(`${dir}: expected a directory that this user may read (${code})`);
  }
}

/** TypeScript beside what was compiled from it, and declarations, are no mistake. */
function isNotLoadable(name: string, files: readonly string[]): boolean {
  if (!NOT_LOADABLE.test(name)) return false;
  const start = name.slice(0, name.lastIndexOf('.'));
  return !files.includes(`${start}.js`) && !files.includes(`${start}.mjs`);
}

function notLoadable(file: string): ProcessorProblem {
  const what = file.endsWith('.cjs') ? 'an ES module' : 'JavaScript: compile it first';
  return { file, problem: `expected ${what}, in a file whose name ends in .processor.js or .processor.mjs` };
}

function refused(problem: string): ProcessorsRefused {
  return new ProcessorsRefused([{ file: '', problem }]);
}
