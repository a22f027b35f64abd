import { execFileSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { keepObjectsYoung, PRETENURING } from './young-objects.js';

describe('objects of the process', () => {
  it('are all made young', () => {
    const set = vi.fn<(flags: string) => void>();
    keepObjectsYoung(set);
    expect(set).toHaveBeenCalledExactlyOnceWith('--no-allocation-site-pretenuring');
  });

  it('are so by an option that V8 still knows: it would ignore any other without a word', () => {
    const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    expect(options).toContain(`--${PRETENURING} (`);
  });
});
