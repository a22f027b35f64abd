import { chmod, chown, mkdir, mkdtemp, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const USER = 1000;

/** A new volume as Docker makes it: it belongs to the user of the image's directory. */
export async function dockerVolume(directory: string): Promise<string> {
  const volume = await mkdtemp(join(directory, 'volume-'));
  await chown(volume, USER, USER);
  return volume;
}

/** An `emptyDir` of a pod with `fsGroup`: it belongs to root, and the group may write. */
export async function emptyDir(directory: string): Promise<string> {
  const volume = await mkdtemp(join(directory, 'empty-'));
  await chown(volume, 0, USER);
  await chmod(volume, 0o2777);
  return volume;
}

/**
 * A mounted Secret or ConfigMap of a pod with `fsGroup`: each file is a symlink by way of `..data`, which is replaced as a
 * whole when something changes.
 */
export class MountedFiles {
  private constructor(
    readonly path: string,
    private versions = 0,
  ) {}

  static async of(directory: string, files: Record<string, string>): Promise<MountedFiles> {
    const mounted = new MountedFiles(await mkdtemp(join(directory, 'mounted-')));
    await chmod(mounted.path, 0o755);
    await mounted.change(files);
    for (const name of Object.keys(files)) await symlink(`..data/${name}`, join(mounted.path, name));
    return mounted;
  }

  async change(files: Record<string, string>): Promise<void> {
    const version = `..version-${++this.versions}`;
    await mkdir(join(this.path, version));
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.path, version, name);
      await writeFile(file, text);
      await chown(file, 0, USER);
      await chmod(file, 0o440);
    }
    await symlink(version, join(this.path, '..data-new'));
    await rename(join(this.path, '..data-new'), join(this.path, '..data'));
  }
}
