import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConsolePage, INDEX } from './page-files.js';

describe("the console's files", () => {
  let parent: Awaited<ReturnType<typeof temporaryDirectory>>;
  let directory: string;
  let page: ConsolePage;

  beforeEach(async () => {
    parent = await temporaryDirectory();
    directory = join(parent.path, 'page');
    page = new ConsolePage(directory);
  });
  afterEach(() => parent.remove());

  async function build(): Promise<void> {
    await mkdir(directory);
    await writeFile(join(directory, INDEX), 'the page');
  }

  it('are read when they are asked for, and once', async () => {
    await build();
    const [first, second] = await Promise.all([page.files(), page.files()]);
    expect(first.get(INDEX)?.bodies.identity.toString()).toBe('the page');
    await rm(directory, { recursive: true });
    expect([second, await page.files()]).toEqual([first, first]);
  });

  it('are none where the console is not built', async () => {
    expect(await page.files()).toEqual(new Map());
  });

  it('are read again after they could not be read', async () => {
    await writeFile(directory, 'no directory');
    await expect(page.files()).rejects.toThrow('ENOTDIR');
    await rm(directory);
    await build();
    expect([...(await page.files()).keys()]).toEqual([INDEX]);
  });
});
