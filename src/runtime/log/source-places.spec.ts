import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { inSources } from './source-places.js';

it('names the place in the source, and leaves a place without a map as it is', async () => {
  const { path, remove } = await temporaryDirectory();
  onTestFinished(remove);
  // The second line of the bundle is the sixth line of the source, from column 4 on.
  const map = { version: 3, file: 'run.js', sources: ['../src/a.ts'], names: [], mappings: ';AAKG' };
  await writeFile(join(path, 'run.js.map'), JSON.stringify(map));
  const directory = pathToFileURL(path).href;
  const frames = [
    `    at work (${directory}/run.js:2:1)`,
    `    at async ${directory}/other.js:7:3`,
    '    at node:internal/process/task_queues:95:5',
  ];
  const places = inSources(frames.join('\n')).split('\n');
  expect(places).toEqual([
    `    at work (${new URL('../src/a.ts', `${directory}/run.js`).href}:6:4)`,
    frames[1],
    frames[2],
  ]);
});
