import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProblem } from './start-error.js';

const failing = (host: string, port = 0): Promise<unknown> =>
  once(createServer().listen(port, host), 'error').then(([error]: unknown[]) => error);

describe('what keeps the service from starting', () => {
  it('names HOST where the address is nobody here', async () => {
    expect(startProblem(await failing('203.0.113.1'), '/data')).toMatchObject({
      error: expect.stringMatching(/^HOST: .*EADDRNOTAVAIL/),
    });
  });

  it('names PORT where it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(startProblem(await failing('127.0.0.1', port), '/data')).toMatchObject({
      error: expect.stringMatching(/^PORT: .*EADDRINUSE/),
    });
    other.close();
  });

  it('names DATA_DIR where it cannot be a directory, were that the cause of another error', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    const file = join(directory, 'file');
    await writeFile(file, '');
    const cause: unknown = await mkdir(join(file, 'objects')).catch((error: unknown) => error);
    const error = new Error('the store did not open', { cause });
    expect(startProblem(error, file)).toMatchObject({ error: expect.stringMatching(/^DATA_DIR: .*ENOTDIR/) });
    await rm(directory, { recursive: true });
  });

  it('tells anything else as it is', () => {
    expect(startProblem(new Error('odd'), '/data')).toEqual({ error: 'odd', error_name: 'Error' });
  });
});
