import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { digestOfKey } from '../../src/access/keys/api-key.js';
import { readKeyFile } from '../../src/access/keys/read-key-file.js';
import { TEST_BUILD } from '../support/test-build.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Service {
  image?: string;
  command?: string | string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, unknown>;
  ports?: string[];
}

const FILE = '/access/keys.json';

describe('docker-compose.yml', async () => {
  const text = await readFile('docker-compose.yml', 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };

  it('runs every replica of the service with the key file, and opens none without it', () => {
    const replicas = Object.entries(services).filter(
      ([, { image, command }]) => image === 'cxone-dlq' && command === undefined,
    );
    expect(replicas.length).toBe(4);
    for (const [name, { environment, volumes, depends_on: waitsFor, ports }] of replicas) {
      expect([name, environment?.['ACCESS_KEYS_FILE']]).toEqual([name, FILE]);
      expect([name, volumes]).toEqual([name, ['access:/access:ro']]);
      expect(Object.keys(waitsFor ?? {})).toContain('make-key');
      expect(ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    }
    expect(text).not.toContain('ALLOW_UNAUTHENTICATED_API');
  });

  it('makes a key, prints it, and leaves its digest alone', async () => {
    const { path, remove } = await temporaryDirectory();
    const file = join(path, 'keys.json');
    const [, ...args] = services['make-key']?.command ?? [];
    // Compose writes $ for $$; the image has the build in dist.
    const words = args.map((word) => word.replaceAll('$$', '$').replaceAll('./dist/', `./${TEST_BUILD}/`));
    const env = { PATH: process.env.PATH, ACCESS_KEYS_FILE: file };
    const { stdout } = await promisify(execFile)(process.execPath, words, { env });
    const [key = ''] = /cxdlq_[\w-]{49}/.exec(stdout) ?? [];
    const kept = await readFile(file, 'utf8');
    expect(readKeyFile(kept).keys).toEqual([
      { name: 'compose', role: 'admin', sha256: digestOfKey(key), expiresAt: null },
    ]);
    expect(kept).not.toContain(key);
    await remove();
  });
});
