import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [, variables, flags] = /^((?:\w+=\S+ )*)exec node (.*?) ?\bdist\/main\.js$/.exec(scripts.start);

/** The variables that `npm start` sets. @type {Record<string, string>} */
export const START_VARIABLES = Object.fromEntries(
  variables
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.split('=')),
);

/** The options of Node with which `npm start` runs the service. */
export const START_FLAGS = flags.split(' ').filter((flag) => flag !== '');
