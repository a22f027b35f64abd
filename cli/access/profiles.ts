import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from '../usage-error.js';
import type { World } from '../world.js';

export interface Profile {
  url: string | null;
  /** Relative to the file of profiles. */
  keyFile: string | null;
}

const NO_PROFILE: Profile = { url: null, keyFile: null };

/** @returns where profiles are kept (XDG Base Directory Specification) */
export function profilesFile(env: World['env']): string {
  const config = env.XDG_CONFIG_HOME;
  const base = config?.startsWith('/') === true ? config : join(env.HOME ?? homedir(), '.config');
  return join(base, 'cxone-dlq', 'profiles.yaml');
}

/**
 * Reads a profile: `profiles: { production: { url, key_file } }`, and `default: production` for calls that name none.
 *
 * @param name `undefined`: the default one
 * @throws UsageError that names the file and the field
 */
export async function readProfile(
  name: string | undefined,
  { env, readFile }: Pick<World, 'env' | 'readFile'>,
): Promise<Profile> {
  const file = profilesFile(env);
  const text = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new UsageError(`${file}: expected a file that can be read (${error.code})`);
  });
  if (text === null) {
    if (name === undefined) return NO_PROFILE;
    throw new UsageError(`--profile: expected the file ${file}, which does not exist`);
  }
  const { default: usual, profiles } = documentOf(text, file);
  const chosen = name ?? usual;
  if (chosen === undefined) return NO_PROFILE;
  const found: unknown = Object.hasOwn(profiles, chosen) ? profiles[chosen] : undefined;
  if (typeof found !== 'object' || found === null) {
    const known = Object.keys(profiles).join(', ') || 'none';
    throw new UsageError(`${file}: expected a profile ${chosen}; known are: ${known}`);
  }
  const { url, key_file: keyFile, ...others } = found as Record<string, unknown>;
  const [other] = Object.keys(others);
  const place = `${file}: profiles.${chosen}`;
  if (other !== undefined) throw new UsageError(`${place}: expected url and key_file, and not ${other}`);
  return {
    url: textOf(url, `${place}.url`),
    keyFile:
      keyFile === undefined ? null : resolve(dirname(file), textOf(keyFile, `${place}.key_file`) ?? ''),
  };
}

function documentOf(text: string, file: string): { default?: string; profiles: Record<string, unknown> } {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    throw new UsageError(`${file}: expected YAML`);
  }
  const { profiles, default: usual } = (document ?? {}) as Record<string, unknown>;
  if (typeof profiles !== 'object' || profiles === null) {
    throw new UsageError(`${file}: expected "profiles:" with a url for each name`);
  }
  const chosen = textOf(usual, `${file}: default`);
  return { profiles: profiles as Record<string, unknown>, ...(chosen !== null && { default: chosen }) };
}

function textOf(value: unknown, place: string): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`${place}: expected a text`);
}
