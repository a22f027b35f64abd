import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { describeError } from '../logger.js';
import { JsonLog } from './json-log.js';
import { NestLog } from './nest-log.js';

const ORIGIN = { service: 'cxone-dlq', version: '1.2.3', worker: '2' };

describe('the log', () => {
  it('is one JSON line an event, with its name, message, level and time, and who wrote it', () => {
    const lines: string[] = [];
    const log = new JsonLog('info', ORIGIN, { write: (line) => void lines.push(line) });
    log.debug('duplicate_delivery', { kind: 'processed' });
    log.info('purged', { trace_id: 'DLQ-1', status: undefined });
    log.warn('retry_superseded', { trace_id: 'two\nlines' });
    log.warn('retry_superseded');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
    const superseded = {
      event: 'retry_superseded',
      message: 'Somebody changed the record during a retry; the change stays.',
    };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ...ORIGIN,
        time,
        level: 'info',
        event: 'purged',
        message: 'A record was deleted after its retention.',
        trace_id: 'DLQ-1',
      },
      { ...ORIGIN, time, level: 'warn', ...superseded, trace_id: 'two\nlines' },
      { ...ORIGIN, time, level: 'warn', ...superseded },
    ]);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it('takes Nest’s own messages in the same form', () => {
    const log = new MemoryLog();
    const nest = new NestLog(log);
    nest.log('routine', 'Router');
    nest.warn('odd', { not: 'a name' });
    nest.error('wrong', 'the stack', 'Router');
    expect(log.lines).toEqual([
      { level: 'debug', event: 'nest', fields: { text: 'routine', context: 'Router' } },
      { level: 'warn', event: 'nest', fields: { text: 'odd', context: null } },
      { level: 'error', event: 'nest', fields: { text: 'wrong', context: 'Router' } },
    ]);
  });

  it('says of an error its class and message, and of anything else its type', () => {
    const error = Object.assign(new TypeError('no'), { config: { secret: 's' } });
    expect(describeError(error)).toEqual({ error_name: 'TypeError', error: 'no' });
    expect(describeError({ secret: 's' })).toEqual({ error_name: 'object', error: 'not an error' });
  });
});
