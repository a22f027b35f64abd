/**
 * Writes api/openapi.ts, the types of the API that the console and the command line share, from docs/openapi.json; with
 * `--check` compares instead, and fails where they differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS from 'openapi-typescript';
import ts from 'typescript';

const FILE = new URL('../api/openapi.ts', import.meta.url);
const HEAD = '// Written by `npm run generate` from docs/openapi.json.\n';

const nodes = await openapiTS(new URL('../docs/openapi.json', import.meta.url));
// The descriptions stay in docs/openapi.json: with them the file would be twice as long.
const printer = ts.createPrinter({ removeComments: true });
const file = ts.createSourceFile('openapi.ts', '', ts.ScriptTarget.Latest);
const text = HEAD + printer.printList(ts.ListFormat.MultiLine, ts.factory.createNodeArray(nodes), file);

if (!process.argv.includes('--check')) {
  await writeFile(FILE, text);
} else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  console.error('api/openapi.ts is not what docs/openapi.json says: run npm run generate, and commit it');
  process.exitCode = 1;
}
