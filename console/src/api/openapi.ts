// The types that the command line takes too; `npm run generate` writes them.
export type { components, paths } from '../../../api/openapi.js';
