import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The part of an image's configuration that the tests look at. */
export interface ImageConfig {
  WorkingDir: string;
  User: string;
  Env: Record<string, string>;
  Labels: Record<string, string>;
  Cmd: string[];
  Healthcheck: string[];
  Volumes: string[];
}

export interface ImageTree {
  /** What the image adds to its base. */
  rootfs: string;
  config: ImageConfig;
  /** What the script said. */
  said: string;
}

/**
 * Makes the tree of an image by scripts/image-tree.mjs.
 *
 * @param out an empty directory
 * @param context the directory of the Dockerfile; none: this checkout
 */
export async function makeImageTree(
  out: string,
  buildArgs: Record<string, string>,
  context?: string,
): Promise<ImageTree> {
  const args = Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  if (context !== undefined) args.push('--context', context);
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['scripts/image-tree.mjs', '--out', out, ...args],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  const config = JSON.parse(await readFile(join(out, 'image.json'), 'utf8')) as ImageConfig;
  return { rootfs: join(out, 'rootfs'), config, said: stderr };
}
