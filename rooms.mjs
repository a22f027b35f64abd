/**
 * The rooms of `src`, from the bottom to the top: what each is for, and which rooms it may import. Every arrow points
 * down. `npm run lint:rooms` holds it, and the map in ARCHITECTURE.md is generated from it.
 *
 * @type {Record<string, { purpose: string, mayImport: string[] }>}
 */
export const ROOMS = {
  domain: { purpose: '', mayImport: [] },
  runtime: { purpose: '', mayImport: ['domain'] },
  config: { purpose: '', mayImport: ['domain', 'runtime'] },
  http: { purpose: '', mayImport: ['domain', 'runtime', 'config'] },
  outbound: { purpose: '', mayImport: ['domain', 'runtime', 'config'] },
};
