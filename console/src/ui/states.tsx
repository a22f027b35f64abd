import type { ComponentChildren } from 'preact';
import { openSignIn } from '../api/credential.js';
import { ApiProblem, NoAnswer, sentenceOf } from '../api/problem.js';
import type { Query } from '../state/use-query.js';
import { Button } from './button.js';
import { Time } from './time.js';

/** Says that there is nothing to show, and what to do then. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children !== undefined && <p class="muted">{children}</p>}
    </div>
  );
}

/** Says what went wrong in the service's own words, and what can be done. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : null;
  const signedOut = problem?.status === 401;
  return (
    <div class="state state-error" role="alert">
      <p class="state-title">{titleOf(error)}</p>
      <p>{signedOut ? 'Sign in with a key, or at your identity provider.' : sentenceOf(error)}</p>
      {problem?.fields.map(({ field, expected }) => (
        <p key={field} class="muted">
          <code>{field}</code>: {expected}
        </p>
      ))}
      {problem?.correlationId && (
        <p class="muted">
          The log has the details under <code>{problem.correlationId}</code>.
        </p>
      )}
      {signedOut && <Button onClick={openSignIn}>Sign in</Button>}
      {!signedOut && retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

function titleOf(error: unknown): string {
  if (error instanceof NoAnswer) return 'The service does not answer';
  if (!(error instanceof ApiProblem)) return 'This page failed';
  if (error.status === 401) return 'You are not signed in';
  if (error.status === 403) return 'You may not see this';
  return error.title;
}

/** Grey bars in the place of lines to come. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton-line" />
      ))}
    </div>
  );
}

export function SkeletonPage() {
  return (
    <div class="stack">
      <Skeleton lines={1} />
      <Skeleton lines={8} />
    </div>
  );
}

/** Says that what is shown is old, and since when. Nothing while it is fresh. */
export function StaleNotice({ query }: { query: Query<unknown> }) {
  if (!query.stale || query.asOf === null) return null;
  return (
    <p class="notice notice-warning" role="status">
      This is from <Time at={query.asOf} form="clock" />
      {query.error !== null && <>: {sentenceOf(query.error)}</>}{' '}
      <Button kind="link" onClick={query.refresh}>
        Try again
      </Button>
    </p>
  );
}

/** Shows the answer of a question, or honestly why it is not there. */
export function Loaded<T>({
  query,
  lines = 4,
  children,
}: {
  query: Query<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  if (query.data === undefined) {
    return query.error !== null ? (
      <ErrorState error={query.error} retry={query.refresh} />
    ) : (
      <Skeleton lines={lines} />
    );
  }
  return (
    <>
      <StaleNotice query={query} />
      {children(query.data)}
    </>
  );
}
