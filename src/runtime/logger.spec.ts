import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { describeError, JsonLog, NestLog } from './logger.js';

describe('the log', () => {
  it('is one JSON line a fact, with the fact’s name, its level and the time', () => {
    const lines: string[] = [];
    const log = new JsonLog('info', { write: (line) => void lines.push(line) });
    log.debug('left_out');
    log.info('started', { port: 8080 });
    log.warn('slow');
    log.error('failed', { trace_id: 'DLQ-1' });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', event: 'started', port: 8080, time },
      { level: 'warn', event: 'slow', time },
      { level: 'error', event: 'failed', trace_id: 'DLQ-1', time },
    ]);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it('takes Nest’s own messages in the same form', () => {
    const log = new MemoryLog();
    const nest = new NestLog(log);
    nest.log('routine', 'Router');
    nest.warn('odd', 'Router');
    nest.error('wrong', 'the stack', 'Router');
    expect(log.lines).toEqual([
      { level: 'debug', event: 'nest', fields: { message: 'routine', context: 'Router' } },
      { level: 'warn', event: 'nest', fields: { message: 'odd', context: 'Router' } },
      { level: 'error', event: 'nest', fields: { message: 'wrong', context: 'Router' } },
    ]);
  });

  it('says of an error its name and message, and of anything else its type', () => {
    const error = Object.assign(new TypeError('no'), { config: { secret: 's' } });
    expect(describeError(error)).toEqual({ name: 'TypeError', message: 'no' });
    expect(describeError({ secret: 's' })).toEqual({ name: 'object', message: 'not an error' });
  });
});
