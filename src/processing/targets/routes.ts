/** The configuration of a target: its address and limits. */
export interface TargetSettings {
  name: string;
  url: string;
  /** Standard Webhooks secrets, the newest first; none: events are not signed. */
  secrets: readonly string[];
  /** Further headers of each call, by name. Their values may be secret. */
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Calls at once. */
  maxInFlight: number;
}

/** What a target is called as a destination, in records, facts and figures. */
export function destinationName({ name }: Pick<TargetSettings, 'name'>): string {
  return `target:${name}`;
}

/** A condition that is `null` matches every event. */
export interface Route {
  tenant: string | null;
  /** The exact type, or with `*` for any number of any characters. */
  eventType: string | null;
  target: string;
}

export interface RouteTable {
  targets: readonly TargetSettings[];
  /** The first route that matches counts. */
  routes: readonly Route[];
  /** The target of events that no route fits; `null`: no target gets them. */
  fallback: string | null;
}

/** The name of the target for an event of this tenant and type; `null`: none. */
export function targetNameFor(
  { routes, fallback }: Pick<RouteTable, 'routes' | 'fallback'>,
  event: { tenantId: string | null; eventType: string | null },
): string | null {
  const found = routes.find(
    ({ tenant, eventType }) =>
      (tenant === null || tenant === event.tenantId) &&
      (eventType === null || (event.eventType !== null && fits(eventType, event.eventType))),
  );
  return found?.target ?? fallback;
}

/** Whether `text` matches `pattern`. It is no regular expression, so that the time stays linear. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
