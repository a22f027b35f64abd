import { UsageError } from '../usage-error.js';
import type { World } from '../world.js';

/** A patch as the API takes it: a list is a JSON Patch (RFC 6902), an object a merge patch (RFC 7396). */
export interface PatchText {
  type: 'application/json-patch+json' | 'application/merge-patch+json';
  content: string;
}

/**
 * Reads a patch. The text goes on as it stands, so that every digit stays.
 *
 * @param path `-`: standard input
 * @throws UsageError
 */
export async function patchText(path: string, world: Pick<World, 'readFile' | 'input'>): Promise<PatchText> {
  const content = path === '-' ? await world.input.all() : await fileText(path, '--patch', world);
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    throw new UsageError('--patch: expected JSON');
  }
  if (typeof parsed !== 'object' || parsed === null)
    throw new UsageError('--patch: expected a list or an object');
  const type = Array.isArray(parsed) ? 'application/json-patch+json' : 'application/merge-patch+json';
  return { type, content };
}

/** @param name of the option or argument, for the message. @throws UsageError where the file cannot be read */
export async function fileText(
  path: string,
  name: string,
  { readFile }: Pick<World, 'readFile'>,
): Promise<string> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${name}: expected a file that can be read: ${path} (${error.code})`);
  });
}
