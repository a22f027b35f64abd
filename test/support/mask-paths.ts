import type { MaskPath } from '../../src/domain/masking/mask-path.js';
import { readMaskPaths } from '../../src/domain/masking/read-mask-paths.js';

/** The paths of a list that is well-formed, as REDACT_PATHS has them. */
export function pathsOf(text: string): MaskPath[] {
  const paths = readMaskPaths(text);
  if (Array.isArray(paths)) return paths;
  throw new Error(`path ${paths.path}, character ${paths.at}: expected ${paths.expected}`);
}
