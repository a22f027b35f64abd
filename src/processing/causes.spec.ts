import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/event-of.js';
import { NO_MASKING } from '../domain/masking/masking.js';
import { Causes } from './causes.js';

describe('causes', () => {
  it('are one where only ids differ, the most frequent first', () => {
    const causes = new Causes<string>();
    const add = (id: string, reason: string) => {
      const event = eventOf(JSON.stringify({ event_id: id }));
      const failure = {
        code: 'validation_failed',
        reason: `${reason} in event ${id}`,
        retryable: false,
      } as const;
      causes.add({ ...failure, target: null }, event, NO_MASKING.ofEvent(event), `of ${id}`);
    };
    add('a', 'payload.x is not allowed (at /payload)');
    add('b', 'missing required field: y');
    add('c', 'missing required field: y');
    expect(causes.ranked()).toMatchObject([
      { reason: 'missing required field: y in event b', count: 2, example: 'of b' },
      { count: 1, example: 'of a' },
    ]);
  });
});
