import type { TargetsConfig } from '../../config/targets-config.js';
import { FileRefused, readContainedFile } from '../../runtime/contained-file.js';
import type { SecretReading, SecretSource } from './target-section.js';

/** The beginning of every variable that ROUTES_FILE may name. */
const PREFIX = 'TARGET_SECRET_';

/** Bytes of a file with a secret. */
const MAX_SECRET_BYTES = 65_536;

/**
 * Reads the secrets that ROUTES_FILE may name. The author of that file must not be able to name other secrets of the
 * service, such as its AWS keys, because they would be sent to a target of the author's choice.
 */
export function secretSource(config: Pick<TargetsConfig, 'variable' | 'secretDir'>): SecretSource {
  return {
    variable: (name) => {
      if (!name.startsWith(PREFIX)) return { expected: `a variable that begins with ${PREFIX}` };
      const value = config.variable(name);
      return value === undefined ? { expected: 'the name of a variable that is set' } : { value };
    },
    file: (path) => fileIn(config.secretDir, path),
  };
}

/** All unreadable paths get the same answer, so that it does not reveal which files exist elsewhere. */
function fileIn(directory: string | null, path: string): SecretReading {
  if (directory === null)
    return { expected: 'TARGET_SECRET_DIR to be set: secret files are read from there' };
  try {
    return { value: readContainedFile(directory, path, MAX_SECRET_BYTES).trim() };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { expected: `the path of a file in TARGET_SECRET_DIR, at most ${MAX_SECRET_BYTES} bytes` };
  }
}
