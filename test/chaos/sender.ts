import { createHash } from 'node:crypto';
import { forEachAtMost } from '../../src/runtime/for-each.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { send } from '../support/http.js';
import { Balancer } from './balancer.js';
import { between, type Chance } from './chance.js';
import { pause } from './pause.js';
import type { Replica } from './replica.js';

export interface SentEvent {
  event_id: string;
  tenant_id: string;
  payload: Record<string, unknown>;
}

/** The end of the event's trace ids (contract, section 2). */
export function identityOf({ tenant_id, event_id, payload }: SentEvent): string {
  const text = JSON.stringify([tenant_id, event_id]) + JSON.stringify(payload);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** One try to hand an event to a replica. Times of `performance.now()`. */
export interface Handover {
  eventId: string;
  by: string;
  begin: number;
  end: number;
  /** `lost`: no answer, so that nobody knows what became of it. `unreached`: the replica has not seen it. */
  answer: number | 'lost' | 'unreached';
  traceId: string | undefined;
}

const AT_ONCE = 32;
const MOST_TRIES = 20;
const LONGEST_PAUSE_MS = 5_000;
const TELL_EVERY = 500;

/** The service answers within 3 s (contract, section 4); the rest is for a machine that is busy. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Hands events in as CXone behind a load balancer does: to any replica that runs, and to another one wherever the
 * answer was not 200. Every try is in the result.
 *
 * @param tell is told how it goes
 */
export async function handIn(
  events: Iterable<SentEvent>,
  replicas: readonly Replica[],
  chance: Chance,
  signal: AbortSignal,
  tell: (progress: string) => void,
): Promise<Handover[]> {
  const handovers: Handover[] = [];
  let acknowledged = 0;
  const balancer = new Balancer(replicas);
  await forEachAtMost(AT_ONCE, events, async (event) => {
    let last: Replica | undefined;
    for (let nth = 1; nth <= MOST_TRIES && !signal.aborted; nth++) {
      const dice = (what: string) => chance('sender', event.event_id, nth, what);
      last = await balancer.next(last, dice('replica'), signal);
      const handover = await tryOnce(event, last);
      handovers.push(handover);
      if (handover.answer === 200) {
        if (++acknowledged % TELL_EVERY === 0) tell(`${acknowledged} acknowledged`);
        return;
      }
      if (handover.answer === 'lost') balancer.shun(last);
      await pause(between(100, Math.min(LONGEST_PAUSE_MS, 250 * 2 ** nth), dice('pause')), signal);
    }
  });
  return handovers;
}

async function tryOnce(event: SentEvent, replica: Replica): Promise<Handover> {
  const { by, url } = replica;
  const begin = performance.now();
  const handover = (answer: Handover['answer'], traceId?: string): Handover => {
    return { eventId: event.event_id, by, begin, end: performance.now(), answer, traceId };
  };
  if (url === undefined) return handover('unreached');
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const init = { method: 'POST', body: JSON.stringify(event), signal };
    const { status, body } = await send(url + WEBHOOK_PATH, init);
    return handover(status, body.trace_id);
  } catch (error) {
    return handover(wasRefused(error) ? 'unreached' : 'lost');
  }
}

function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return cause?.code === 'ECONNREFUSED';
}
