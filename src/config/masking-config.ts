import { Masking, NO_MASKING } from '../domain/masking/masking.js';
import { MASK_PATHS_EXPECTED, readMaskPaths } from '../domain/masking/read-mask-paths.js';
import type { EnvReader } from './env-reader.js';

/** What nobody is shown of an event. What is wrong with the paths goes to `read.problems`, with the place. */
export function masking(read: EnvReader): Masking {
  const text = read.text('REDACT_PATHS');
  if (text === undefined) return NO_MASKING;
  const paths = readMaskPaths(text);
  if (Array.isArray(paths)) return new Masking(paths);
  const { path, at, expected } = paths;
  const place = `path ${path}, character ${at}: expected ${expected}`;
  read.problem('REDACT_PATHS', `${MASK_PATHS_EXPECTED} (${place})`);
  return NO_MASKING;
}
