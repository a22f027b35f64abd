import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { digestOfKey } from './api-key.js';
import { KeyFile } from './key-file.js';
import { KeyRing } from './key-ring.js';

describe('KeyFile', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let path: string;
  let log: MemoryLog;
  const clock = new TestClock();

  beforeEach(async () => {
    log = new MemoryLog();
    directory = await temporaryDirectory();
    path = join(directory.path, 'keys.yaml');
  });
  afterEach(() => directory.remove());

  const write = (...names: string[]) =>
    writeFile(
      path,
      JSON.stringify({ keys: names.map((name) => ({ name, role: 'viewer', sha256: digestOfKey(name) })) }),
    );

  it('does not start without a file, or on a broken one', async () => {
    const file = () => new KeyFile(path, new KeyRing([]), clock, log);
    await expect(file().start()).rejects.toThrow(
      `ACCESS_KEYS_FILE ${path}: expected a file that can be read (ENOENT)`,
    );
    await writeFile(path, 'keys: [');
    await expect(file().start()).rejects.toThrow(`ACCESS_KEYS_FILE ${path}: line 1: expected YAML or JSON`);
    await expect(new KeyFile(directory.path, new KeyRing([]), clock, log).start()).rejects.toThrow(
      'not a regular file',
    );
  });

  it('takes a change, keeps the old keys while the file is broken, and recovers', async () => {
    const ring = new KeyRing([]);
    const file = new KeyFile(path, ring, clock, log);
    await write('old');
    await file.start();
    expect(ring.callerOf('old', 0)).toMatchObject({ name: 'old', kind: 'key' });
    await write('new');
    await file.look();
    expect(ring.callerOf('old', 0)).toMatchObject({ kind: 'refused', reason: 'unknown' });
    expect(ring.callerOf('new', 0)).toMatchObject({ name: 'new' });
    await rm(path);
    await file.look();
    await file.look();
    expect(file.trouble).toContain('ENOENT');
    expect(ring.callerOf('new', 0)).toMatchObject({ name: 'new' });
    expect(log.lines.filter(({ event }) => event === 'access_keys_refused')).toHaveLength(1);
    await write('newer');
    await file.look();
    expect(file.trouble).toBeNull();
    expect(ring.callerOf('newer', 0)).toMatchObject({ name: 'newer' });
    file.stop();
  });

  it('names keys that have ended already, and accepts the file', async () => {
    const entry = {
      name: 'old',
      role: 'viewer',
      sha256: digestOfKey('old'),
      expires_at: '2020-01-01T00:00:00Z',
    };
    await writeFile(path, JSON.stringify({ keys: [entry] }));
    const file = new KeyFile(path, new KeyRing([]), clock, log);
    await file.start();
    expect(log.lines).toContainEqual(
      expect.objectContaining({ event: 'access_keys_expired', fields: { file: path, names: ['old'] } }),
    );
    file.stop();
  });
});
