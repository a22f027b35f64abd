import type { OptionTable } from './option.js';

/** Every command has them. */
export const HELP: OptionTable = { help: { short: 'h', meaning: 'shows this help' } };

/** Of the commands that call the API. */
export const CONNECTION: OptionTable = {
  url: { value: 'URL', meaning: 'of the service (CXONE_DLQ_URL, or the profile, or http://localhost:8080)' },
  'key-file': { value: 'FILE', meaning: 'a file with the API key (or the key in CXONE_DLQ_KEY)' },
  profile: { value: 'NAME', meaning: 'of the file of profiles, see docs/cli.md' },
};

export const OUTPUT: OptionTable = {
  output: {
    value: 'FORM',
    short: 'o',
    choices: ['table', 'json', 'jsonl'],
    meaning: 'table (for people), json (one document), jsonl (one line for each item)',
  },
};

/** Of the commands that change something. */
export const REASON: OptionTable = { reason: { value: 'TEXT', meaning: 'why, for the audit' } };

export const YES: OptionTable = { yes: { short: 'y', meaning: 'does not ask' } };
