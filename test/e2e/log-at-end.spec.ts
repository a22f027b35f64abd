import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { TEST_BUILD } from '../support/test-build.js';

describe('the last lines of the log', () => {
  it.each(['process.exit(3)', 'throw new Error("gone")', ''])(
    'are written however the process ends: %s',
    (end) => {
      const program = `
      import { openLog } from './${TEST_BUILD}/runtime/log/open-log.js';
      const log = openLog({ level: 'info', format: 'json' }, { service: 's', version: 'v', worker: 'w' });
      log.info('stopped');
      ${end}`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
      });
      expect(`${stdout}${stderr}`.match(/"event":"stopped"/g)).toHaveLength(1);
    },
  );
});
