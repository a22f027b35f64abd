#!/usr/bin/env node
/** The command line, as it was built into `dist`, or into the directory that CXONE_DLQ_BUILD names. */
import { existsSync } from 'node:fs';

const build = new URL(`../${process.env.CXONE_DLQ_BUILD ?? 'dist'}/`, import.meta.url);
const main = new URL('cli/main.js', build);
if (!existsSync(main)) {
  console.error('cxone-dlq: nothing is built here. Run this in the checkout first: npm ci && npm run build');
  process.exit(1);
}
const [{ main: run }, { systemWorld }] = await Promise.all([
  import(main.href),
  import(new URL('cli/system-world.js', build).href),
]);
process.exitCode = await run(systemWorld());
