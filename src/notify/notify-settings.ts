import { createHash } from 'node:crypto';
import { problemLine, type FieldProblem } from '../domain/event/event.js';
import { FileRefused, readRegularFile } from '../runtime/contained-file.js';
import type { WatchedSet } from '../runtime/file-watch.js';
import type { Log } from '../runtime/logger.js';
import type { ChannelsInForce } from './channels-in-force.js';
import type { Thresholds } from './channels/channel-settings.js';
import { readNotifyFile } from './notify-file.js';

/** Bytes of NOTIFY_FILE. */
export const MAX_NOTIFY_FILE_BYTES = 262_144;

/** NOTIFY_FILE as it is in force. A file that is changed and broken changes nothing. */
export class NotifySettingsInForce implements WatchedSet {
  thresholds: Thresholds = { backlogAgeS: null, backlogSize: null };
  /** Why the settings in force are not those of the file; `null`: they are. */
  trouble: string | null = null;
  known = '';

  constructor(
    private readonly path: string,
    private readonly allowPrivate: boolean,
    private readonly channels: ChannelsInForce,
    private readonly log: Log,
  ) {}

  digest(): string {
    return digestOf(textOf(this.path));
  }

  /** @returns what is wrong with the file; empty: it is in force */
  async reload(): Promise<readonly FieldProblem[]> {
    const text = textOf(this.path);
    this.known = digestOf(text);
    const expected = `the path of a file of at most ${MAX_NOTIFY_FILE_BYTES} bytes that can be read`;
    const reading =
      text === null
        ? { problems: [{ field: 'NOTIFY_FILE', expected }] }
        : readNotifyFile(text, this.allowPrivate);
    if ('problems' in reading) {
      this.trouble = `NOTIFY_FILE is not as expected, and what was in force stays: ${reading.problems.map(problemLine)[0]}`;
      this.log.error('notify_file_refused', { problems: reading.problems.map(problemLine) });
      return reading.problems;
    }
    const { channels, thresholds } = reading.settings;
    this.trouble = null;
    this.thresholds = thresholds;
    await this.channels.replace(channels);
    this.log.info('notify_file_loaded', { channels: this.channels.names });
    return [];
  }

  /** @throws Error that lists every problem: whoever names a file believes that somebody is told */
  async start(): Promise<void> {
    const problems = await this.reload();
    if (problems.length === 0) return;
    throw new Error(`NOTIFY_FILE is not as expected:\n  - ${problems.map(problemLine).join('\n  - ')}`);
  }
}

function textOf(path: string): string | null {
  try {
    return readRegularFile(path, MAX_NOTIFY_FILE_BYTES);
  } catch (error) {
    if (error instanceof FileRefused) return null;
    throw error;
  }
}

function digestOf(text: string | null): string {
  return createHash('sha256').update(JSON.stringify(text)).digest('hex');
}
