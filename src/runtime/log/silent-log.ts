import type { Log } from '../logger.js';

/** Drops every line: for commands, which answer with a text of their own. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };
