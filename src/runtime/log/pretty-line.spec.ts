import { expect, it } from 'vitest';
import { prettyLine } from './pretty-line.js';

const LINE = {
  level: 'warn',
  time: '2026-11-26T14:00:01.234Z',
  service: 'cxone-dlq',
  version: '1.2.3',
  worker: '2',
  event: 'retry_failed',
  message: 'A retry failed.',
};

it('a line for people has the time of day, the level, the event, the message and the fields', () => {
  const line = JSON.stringify({
    ...LINE,
    trace_id: 'DLQ-1',
    error: 'no "x"\n\u001b[31m\u009b2J\u202e',
    retry_count: 2,
    target: null,
    versions: ['v1'],
  });
  expect(prettyLine(line, false)).toBe(
    '14:00:01.234 WARN  retry_failed A retry failed. trace_id=DLQ-1 ' +
      'error="no \\"x\\"\\n\\u001b[31m\\u009b2J\\u202e" retry_count=2 target=null versions=["v1"]\n',
  );
});

it('a stack has lines of its own, and a terminal gets colours', () => {
  const line = JSON.stringify({ ...LINE, stack: '    at a\n    at b\u001b[2J' });
  expect(prettyLine(line, false)).toBe(
    '14:00:01.234 WARN  retry_failed A retry failed.\n    at a\n    at b\\u001b[2J\n',
  );
  expect(prettyLine(JSON.stringify(LINE), true)).toContain('\u001b[33mWARN \u001b[0m');
});
