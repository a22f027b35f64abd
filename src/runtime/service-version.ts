import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The version in package.json. */
export const SERVICE_VERSION = manifest.version;

/**
 * The commit that this build was made from; `null` where the build does not know (run from sources, or without git).
 */
export const SERVICE_COMMIT = commitOfBuild(new URL('../build-info.json', import.meta.url));

/** @param file that scripts/build.mjs leaves in the build */
function commitOfBuild(file: URL): string | null {
  try {
    const { commit } = JSON.parse(readFileSync(file, 'utf8')) as { commit?: unknown };
    return typeof commit === 'string' ? commit : null;
  } catch {
    return null;
  }
}
