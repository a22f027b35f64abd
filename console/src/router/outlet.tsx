import type { ComponentType } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { announce } from '../ui/live-region.js';
import { EmptyState, ErrorState, SkeletonPage } from '../ui/states.js';
import { VIEWS } from '../views/registry.js';
import type { ViewEntry, ViewProps } from '../views/view.js';
import { usePlace } from './location.js';
import { matchPath } from './match.js';

/** Views whose module is loaded already are shown without a pause. */
const loaded = new Map<ViewEntry, ComponentType<ViewProps>>();

/** Shows the view of the present address. */
export function Outlet() {
  const { path } = usePlace();
  const [entry, params] = found(path);
  useTitle(entry?.title);
  if (entry === null) {
    return (
      <EmptyState title="There is no such page">
        <a href="/console">Go to the overview</a>.
      </EmptyState>
    );
  }
  return <Loaded key={entry.path} entry={entry} params={params} />;
}

function found(path: string): [ViewEntry | null, Record<string, string>] {
  for (const entry of VIEWS) {
    const params = matchPath(entry.path, path);
    if (params !== null) return [entry, params];
  }
  return [null, {}];
}

function Loaded({ entry, params }: { entry: ViewEntry; params: Record<string, string> }) {
  const [View, show] = useState<ComponentType<ViewProps> | undefined>(() => loaded.get(entry));
  const [failure, setFailure] = useState<unknown>(null);
  const [broken, mend] = useErrorBoundary();
  useEffect(() => {
    if (View !== undefined) return;
    entry.load().then(
      (module) => {
        loaded.set(entry, module.default);
        show(() => module.default);
      },
      (error: unknown) => setFailure(error),
    );
  }, [entry, View]);
  if (broken !== undefined) return <ErrorState error={broken} retry={mend} />;
  // A deployment replaced the files of the page that is open.
  if (failure !== null) return <ErrorState error={failure} retry={() => window.location.reload()} />;
  return View === undefined ? <SkeletonPage /> : <View params={params} />;
}

function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'CXone DLQ' : `${title} · CXone DLQ`;
    if (title !== undefined) announce(title);
  }, [title]);
}
