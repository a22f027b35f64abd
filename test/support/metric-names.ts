/** The names of the service's metrics in PromQL expressions, each once. A histogram's series lose their ending. */
export function metricsAskedFor(expressions: readonly string[]): string[] {
  const names = expressions.flatMap((expr) => expr.match(/\bcxone_dlq_\w+/g) ?? []);
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')))];
}

/** The metrics that the table of docs/metrics.md has. */
export function metricsOf(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/^\| `(cxone_dlq_\w+)` \|/gm)].map(([, name = '']) => name));
}
