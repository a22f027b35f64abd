import type { Group, Job, Ready, Stats, Targets } from '../../api/types.js';
import { counted } from '../../ui/format.js';

/** What is known of the service; `undefined`: not yet. */
export interface Known {
  ready: Ready | undefined;
  stats: Stats | undefined;
  /** The causes of unresolved events. */
  groups: readonly Group[] | undefined;
  targets: Targets | undefined;
  /** The job that runs, is paused, or was stopped last. */
  job: Job | undefined;
}

export interface Health {
  tone: 'good' | 'warning' | 'bad';
  /** In a few words. */
  title: string;
  /** What there is to know, the worst first. */
  sentences: string[];
}

/** Whether the service is healthy, in words. `null`: it is not known yet. */
export function healthOf(known: Known): Health | null {
  const { ready, stats, groups, targets } = known;
  if (ready === undefined || stats === undefined || groups === undefined || targets === undefined)
    return null;
  const bad = badNews(known);
  const warnings = warningsOf(known);
  if (bad.length > 0) return { tone: 'bad', title: 'Not healthy', sentences: [...bad, ...warnings] };
  if (warnings.length > 0) return { tone: 'warning', title: 'Needs a person', sentences: warnings };
  return { tone: 'good', title: 'Healthy', sentences: [retrying(stats)] };
}

function badNews({ ready, targets }: Known): string[] {
  const checks = Object.entries(ready?.checks ?? {});
  const news = checks
    .filter(([name, { status }]) => status === 'unavailable' || (status === 'degraded' && name !== 'targets'))
    .map(
      ([name, { status, detail }]) =>
        `${sentenceCase(name)} is ${status}${detail === undefined ? '' : `: ${detail}`}.`,
    );
  const down = targets?.items.filter(({ breaker }) => breaker !== 'closed').map(({ name }) => name) ?? [];
  if (down.length > 0) {
    const is = down.length === 1 ? 'does not answer well; its' : 'do not answer well; their';
    news.push(`${down.join(', ')} ${is} scheduled retries wait.`);
  }
  const token = targets?.cxone?.token;
  if (token !== undefined && isAfter(token.last_failed_at, token.last_ok_at)) {
    news.push(`CXone gives no token (${token.last_error_code ?? 'no code'}).`);
  }
  return news;
}

function warningsOf({ stats, groups, job }: Known): string[] {
  const warnings: string[] = [];
  if (job?.state === 'stopped')
    warnings.push(`A job stopped itself: ${job.stop_reason?.text ?? 'see its report'}`);
  const fresh = groups?.filter(({ is_new, note }) => is_new && note?.state !== 'muted').length ?? 0;
  if (fresh > 0) warnings.push(`${counted(fresh, 'new cause')} within a day.`);
  const parked = stats?.by_status.parked ?? 0;
  if (parked > 0) {
    warnings.push(
      `${counted(parked, 'event')} ${parked === 1 ? 'is' : 'are'} parked and ${parked === 1 ? 'waits' : 'wait'} for a decision.`,
    );
  }
  const broken = (stats?.by_status.corrupt ?? 0) + (stats?.by_status.unreadable ?? 0);
  if (broken > 0) warnings.push(`${counted(broken, 'record')} cannot be used as stored.`);
  const fixed = groups?.filter(({ fixed_now }) => (fixed_now?.would_pass ?? 0) > 0).length ?? 0;
  if (fixed > 0) warnings.push(`${counted(fixed, 'cause')} would pass now.`);
  return warnings;
}

function retrying({ by_status }: Stats): string {
  const waiting = (by_status.pending ?? 0) + (by_status.received ?? 0);
  if (waiting === 0) return 'Every event got through; nothing waits.';
  return `${counted(waiting, 'event')} ${waiting === 1 ? 'is' : 'are'} retried by itself; nothing waits for a person.`;
}

function isAfter(one: string | null, other: string | null): boolean {
  return one !== null && (other === null || Date.parse(one) > Date.parse(other));
}

function sentenceCase(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
