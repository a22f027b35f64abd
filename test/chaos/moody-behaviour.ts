import { between, weighted, type Chance } from './chance.js';
import type { Behaviour, TargetAnswer } from './delivery.js';
import { pause } from './pause.js';
import { ATTEMPT_TIMEOUT_MS } from './settings.js';

/** Events whose id begins so are refused for good. */
const REFUSED_PREFIX = 'refused-';

/** One event of so many. */
const REFUSED_SHARE = 0.02;

/** How often the target does what, out of 100 deliveries. */
const MOODS = { works: 66, unavailable: 12, busy: 8, drops: 10, hangs: 4 };

/** The longest answer that comes in time. */
const SLOWEST_ANSWER_MS = 500;

export function eventId(nth: number, chance: Chance): string {
  return `${chance('refused', nth) < REFUSED_SHARE ? REFUSED_PREFIX : 'event-'}${nth}`;
}

export function isRefused(id: string): boolean {
  return id.startsWith(REFUSED_PREFIX);
}

/**
 * A target in an outage that says when it is over, and afterwards one that fails at random, by `chance` alone.
 *
 * @param outage.on while the target fails everything
 * @param outage.endsWithinS the latest end of the outage that it announces
 */
export function moodyBehaviour(chance: Chance, outage: { on: boolean; endsWithinS: number }): Behaviour {
  return async ({ eventId: id }, nth) => {
    if (outage.on) {
      // Longer than any attempt can wait, so that the next retry's time follows it.
      const retryAfterS = between(3, outage.endsWithinS + 1, chance('outage', id, nth));
      return { status: 503, retryAfterS };
    }
    const mood = weighted(MOODS, chance('mood', id, nth));
    const slowness =
      mood === 'hangs' ? 2 * ATTEMPT_TIMEOUT_MS : between(5, SLOWEST_ANSWER_MS, chance('ms', id, nth));
    await pause(slowness);
    return answerOf(mood, id);
  };
}

function answerOf(mood: keyof typeof MOODS, id: string): TargetAnswer {
  if (mood === 'drops') return 'drop';
  if (mood === 'busy') return { status: 429, retryAfterS: 1 };
  if (mood === 'unavailable') return { status: 503 };
  return { status: isRefused(id) ? 404 : 200 };
}
