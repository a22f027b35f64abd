/**
 * Asks what the first view needs before the other scripts have come. It is a file of its own that imports nothing, and runs
 * before all others; `api/early-answers.ts` hands the answers on.
 */
(() => {
  /** What the overview asks, what its first sentence needs before the others. A test of the browser holds this list. */
  const OVERVIEW = [
    '/health/ready',
    '/api/v1/targets',
    '/api/v1/dlq/stats',
    '/api/v1/dlq/groups?limit=100',
    '/api/v1/dlq/redrives?limit=10',
    '/api/v1/dlq/timeline',
  ];
  const answers = new Map<string, Promise<Response>>();

  const ask = (url: string): Promise<Response> => {
    const answer = fetch(url, {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
    });
    // Whoever takes the answer hears of a failure; nobody may take it.
    answer.catch(() => undefined);
    answers.set(url, answer);
    return answer;
  };

  const { pathname, search } = window.location;
  const isOverview = /^\/console\/?$/.test(pathname) && search === '';
  const askOverview = () => {
    if (isOverview) for (const url of OVERVIEW) void ask(url);
  };
  // The service says with the page whether it knows the caller. Who is not signed in asks once, and not with each question.
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const isKnown = page?.serverTiming.some(
    ({ name, description }) => name === 'caller' && description === 'known',
  );
  Object.assign(window, { earlyAnswers: { answers, askedAt: performance.now() } });
  const me = ask('/api/v1/me');
  if (isKnown === true) askOverview();
  else
    me.then(
      ({ ok }) => ok && askOverview(),
      () => undefined,
    );
})();
