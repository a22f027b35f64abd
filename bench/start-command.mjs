import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [, flags] = /\bnode (.*?) ?\bdist\/main\.js$/.exec(scripts.start);

/** The options of Node with which `npm start` runs the service. */
export const START_FLAGS = flags.split(' ').filter((flag) => flag !== '');
