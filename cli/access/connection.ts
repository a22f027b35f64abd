import type { Connection } from '../api/client.js';
import type { Values } from '../options/values.js';
import { UsageError } from '../usage-error.js';
import type { World } from '../world.js';
import { readProfile } from './profiles.js';

const DEFAULT_URL = 'http://localhost:8080';

/**
 * Finds the service and the key: an option before a variable, a variable before the profile. A profile that is named is
 * meant, so it comes before the variables.
 *
 * @throws UsageError
 */
export async function connectionOf(
  values: Values,
  world: Pick<World, 'env' | 'readFile'>,
): Promise<Connection> {
  const name = values.text('profile');
  const profile = await readProfile(name, world);
  const { CXONE_DLQ_URL, CXONE_DLQ_KEY } = world.env;
  const named = name === undefined ? null : profile;
  const url = values.text('url') ?? named?.url ?? (CXONE_DLQ_URL || undefined) ?? profile.url ?? DEFAULT_URL;
  return { url: checkedUrl(url), key: await key() };

  async function key(): Promise<string | null> {
    const file = values.text('key-file') ?? named?.keyFile;
    if (file !== undefined && file !== null) return keyIn(file, world);
    if (CXONE_DLQ_KEY) return checkedKey(CXONE_DLQ_KEY.trim(), 'CXONE_DLQ_KEY');
    // The key of the default profile is for its own service: another one must not get it.
    const isOwn = profile.url === null || url === profile.url;
    return profile.keyFile === null || !isOwn ? null : keyIn(profile.keyFile, world);
  }
}

async function keyIn(file: string, { readFile }: Pick<World, 'readFile'>): Promise<string> {
  const text = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: expected a file with the key that can be read (${error.code})`);
  });
  return checkedKey(text.trim(), file);
}

/** A key is never shown, so the message says only where it is. */
function checkedKey(key: string, place: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new UsageError(`${place}: expected one key, without spaces`);
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === null || !isHttp || url.username !== '' || url.password !== '') {
    throw new UsageError(
      '--url: expected an address such as https://dlq.example.com, without a user or password',
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
