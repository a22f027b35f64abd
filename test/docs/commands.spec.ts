import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandBlocks } from './command-blocks.js';
import { DocumentSession } from './document-session.js';

const DOCUMENTS = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Every command that a document shows is run, and prints what the document says. */
describe.each(DOCUMENTS)('the commands of %s', (path) => {
  const blocks = commandBlocks(readFileSync(path, 'utf8'));
  let session: DocumentSession | undefined;

  beforeAll(async () => {
    if (blocks.some(({ kind }) => kind !== 'skip')) session = await DocumentSession.open();
  });

  afterAll(() => session?.close());

  it('do what it says', { timeout: 600_000 }, async () => {
    for (const block of blocks) await session?.run(block);
    expect(blocks).toBeInstanceOf(Array);
  });
});
