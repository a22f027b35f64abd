import type { Command } from '../command.js';
import { eventsDiscard } from './events-discard.js';
import { eventsLs } from './events-ls.js';
import { eventsRestore } from './events-restore.js';
import { eventsRetry } from './events-retry.js';
import { eventsReveal } from './events-reveal.js';
import { eventsShow } from './events-show.js';
import { groupsLs } from './groups-ls.js';
import { groupsNote } from './groups-note.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  eventsLs,
  eventsShow,
  eventsRetry,
  eventsDiscard,
  eventsRestore,
  eventsReveal,
  groupsLs,
  groupsNote,
];
