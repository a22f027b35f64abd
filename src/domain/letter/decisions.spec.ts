import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { inPlaceOf } from '../event/event.js';
import { toJsonText } from '../json/json-text.js';
import type { DeadLetter } from './dead-letter.js';
import {
  corrected,
  discarded,
  formOf,
  givenUpWith,
  idempotencyKeyOf,
  isGivenUp,
  restored,
  undone,
  type Decision,
} from './decisions.js';
import { edited, MAX_PATCHES_LENGTH, putBackByHand } from './edits.js';
import { firstFailure, merged } from './lifecycle.js';

const policy = { baseDelayMs: 60_000, maxDelayMs: 300_000, maxAttempts: 3, attemptTimeoutMs: 20_000 };
const arrived = eventOf('{"event_id":"e","payload":{"amount":1.10}}');
const patch = toJsonText('[{"op":"replace","path":"/payload/amount","value":2.50}]');

function letterOf(retryable = true): DeadLetter {
  const failure = { code: 'upstream_error', reason: 'HTTP 503', retryable } as const;
  const report = { startedAt: 0, processor: 'P', by: 'r', received: null };
  return firstFailure(arrived, failure, report, { now: 1_000, random: 0.5, policy });
}

const by = (now: number): Decision => ({ now, by: 'ada', auditId: `audit-${now}`, reason: 'spam' });

const correct = (letter: DeadLetter, now: number, amount = '2.50') => {
  const text = toJsonText(`{"event_id":"e","payload":{"amount":${amount}}}`);
  return corrected(letter, inPlaceOf(letter.arrived ?? letter.event, text, 'v2.1'), patch, by(now));
};

describe('giving up and restoring', () => {
  it('closes the dead letter, and notes who, when and why', () => {
    expect(discarded(letterOf(), by(2_000))).toMatchObject({
      status: 'discarded',
      nextRetryAt: null,
      lease: null,
      closedAt: 2_000,
      edits: [{ at: 2_000, by: 'ada', kind: 'discard', auditId: 'audit-2000', reason: 'spam' }],
    });
  });

  it('parks what was restored, also one that waited for its retry before', () => {
    const letter = restored(discarded(letterOf(), by(2_000)), by(3_000));
    expect(letter).toMatchObject({ status: 'parked', nextRetryAt: null, closedAt: null });
    expect(letter.edits.map(({ kind }) => kind)).toEqual(['discard', 'restore']);
  });
});

describe('correcting', () => {
  it('keeps what arrived, its identity, the status and the patch', () => {
    const letter = letterOf();
    const next = correct(letter, 2_000);
    expect(next).toMatchObject({
      status: 'pending',
      nextRetryAt: letter.nextRetryAt,
      corrections: 1,
      arrived,
    });
    expect(next.event).toMatchObject({ payload: '{"amount":2.50}', identity: arrived.identity });
    expect(next.edits).toEqual([
      { at: 2_000, by: 'ada', kind: 'correct', auditId: 'audit-2000', reason: 'spam', patch },
    ]);
  });

  it('gives every form a key of its own, and never an earlier one', () => {
    const forms = [letterOf()];
    forms.push(correct(forms[0]!, 2_000));
    forms.push(undone(forms[1]!, by(3_000)));
    forms.push(correct(forms[2]!, 4_000));
    const { identity } = arrived;
    expect(forms.map(({ event, corrections }) => idempotencyKeyOf(event, corrections))).toEqual([
      identity,
      `${identity}-c1`,
      `${identity}-c2`,
      `${identity}-c3`,
    ]);
  });

  it('is undone to what arrived, after several corrections too', () => {
    const twice = correct(correct(letterOf(), 2_000), 3_000, '3');
    expect(twice.arrived).toBe(arrived);
    expect(undone(twice, by(4_000))).toMatchObject({ event: arrived, arrived: null, corrections: 3 });
  });

  it('gives a repair by hand after it a key of its own', () => {
    expect(putBackByHand(correct(letterOf(), 2_000), 3_000).corrections).toBe(2);
    expect(putBackByHand(letterOf(), 3_000).corrections).toBe(0);
  });
});

describe('two records of one event', () => {
  it('go on with the form that was corrected, whichever has it', () => {
    const form = correct(letterOf(), 2_000).event;
    expect(merged(letterOf(), correct(letterOf(), 2_000))).toMatchObject({
      event: form,
      arrived,
      corrections: 1,
    });
    expect(merged(correct(letterOf(), 2_000), letterOf())).toMatchObject({
      event: form,
      arrived,
      corrections: 1,
    });
  });

  it('go on with the later correction, under a number that neither has sent', () => {
    const [early, late] = [correct(letterOf(), 2_000, '2'), correct(letterOf(), 3_000, '3')];
    for (const [older, younger] of [
      [early, late],
      [late, early],
    ] as const) {
      expect(formOf(older, younger)).toMatchObject({ event: late.event, corrections: 2 });
    }
  });

  it('are given up where one was discarded, unless the other was restored later', () => {
    const given = discarded(letterOf(), by(5_000));
    const early = restored(discarded(letterOf(), by(2_000)), by(3_000));
    const late = restored(discarded(letterOf(), by(2_000)), by(6_000));
    expect(isGivenUp(letterOf(), letterOf())).toBe(false);
    expect([isGivenUp(given, letterOf()), isGivenUp(letterOf(), given)]).toEqual([true, true]);
    expect([isGivenUp(given, early), isGivenUp(given, late), isGivenUp(late, given)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(givenUpWith(letterOf(), given)).toMatchObject({
      status: 'discarded',
      closedAt: 5_000,
      nextRetryAt: null,
    });
  });
});

describe('edits', () => {
  it('keep the latest patches alone where all would make the record too large', () => {
    const large = toJsonText(`{"a":"${'x'.repeat(MAX_PATCHES_LENGTH / 2)}"}`);
    let letter = letterOf();
    for (let at = 1; at <= 3; at++) letter = edited(letter, { at, by: 'ada', kind: 'correct', patch: large });
    expect(letter.edits.map((edit) => edit.patch === large)).toEqual([false, false, true]);
  });
});
