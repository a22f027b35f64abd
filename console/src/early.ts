/**
 * Asks what the first view needs before the other scripts have come. It is a file of its own, imports nothing, and is
 * loaded before all others; `api/early-answers.ts` hands the answers on. Who is not signed in asks once.
 */

/** What the overview asks, what its first sentence needs before the others. A test of the browser holds this list against them. */
const OVERVIEW = [
  '/health/ready',
  '/api/v1/targets',
  '/api/v1/dlq/stats',
  '/api/v1/dlq/groups?limit=100',
  '/api/v1/dlq/redrives?limit=10',
  '/api/v1/dlq/timeline',
];

const answers = new Map<string, Promise<Response>>();

function ask(url: string): Promise<Response> {
  const answer = fetch(url, {
    headers: { accept: 'application/json' },
    credentials: 'same-origin',
    cache: 'no-store',
  });
  // Whoever takes the answer hears of a failure; nobody may take it.
  answer.catch(() => undefined);
  answers.set(url, answer);
  return answer;
}

const { pathname, search } = window.location;
const isOverview = /^\/console\/?$/.test(pathname) && search === '';
Object.assign(window, { earlyAnswers: { answers, askedAt: performance.now() } });
ask('/api/v1/me').then(
  ({ ok }) => {
    if (ok && isOverview) for (const url of OVERVIEW) void ask(url);
  },
  () => undefined,
);
