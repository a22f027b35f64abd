/**
 * Writes the types of the API for the console and the command line from docs/openapi.json; with `--check` compares instead,
 * and fails where they differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS from 'openapi-typescript';
import ts from 'typescript';

/** Each client has its own copy, so that neither imports the other. */
const FILES = ['console/src/api/openapi.ts', 'cli/api/openapi.ts'];
const HEAD = '// Written by `npm run generate` from docs/openapi.json.\n';

const nodes = await openapiTS(new URL('../docs/openapi.json', import.meta.url));
// The descriptions stay in docs/openapi.json: with them the file would be twice as long.
const printer = ts.createPrinter({ removeComments: true });
const file = ts.createSourceFile('openapi.ts', '', ts.ScriptTarget.Latest);
const text = HEAD + printer.printList(ts.ListFormat.MultiLine, ts.factory.createNodeArray(nodes), file);

for (const path of FILES) {
  const url = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    await writeFile(url, text);
  } else if ((await readFile(url, 'utf8').catch(() => '')) !== text) {
    console.error(`${path} is not what docs/openapi.json says: run npm run generate, and commit it`);
    process.exitCode = 1;
  }
}
