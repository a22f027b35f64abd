import type { FieldProblem } from '../../domain/event/event.js';
import { FileSection } from '../../config/file-section.js';
import { parseMappingFile } from '../../config/mapping-file.js';
import type { Route, RouteTable, TargetSettings } from './routes.js';
import { readTarget, type SecretSource, type TargetLimits } from './target-section.js';

/** The most targets and routes of a file. Each event looks through the routes; each target has its own connections. */
const MAX_TARGETS = 1_000;
const MAX_ROUTES = 10_000;

/** The name of the target that TARGET_URL gives. */
export const DEFAULT_TARGET = 'default';

const NAME = /^[\w.-]{1,64}$/;
const NAME_EXPECTED = 'a name of 1 to 64 letters, digits and any of _ . -';

export interface RoutesContext {
  limits: TargetLimits;
  secrets: SecretSource;
  /** The target of TARGET_URL; `null`: none. */
  target: TargetSettings | null;
}

export type RoutesReading = { table: RouteTable } | { problems: FieldProblem[] };

/** The routes without a file: TARGET_URL alone. */
export function tableWithoutFile(target: TargetSettings | null): RouteTable {
  return { targets: target === null ? [] : [target], routes: [], fallback: target?.name ?? null };
}

/** The routes in the text of ROUTES_FILE (YAML 1.2 or JSON), or all its problems. */
export function readRoutes(text: string, context: RoutesContext): RoutesReading {
  const parsed = parseMappingFile(text);
  if ('problems' in parsed) return parsed;
  const problems: FieldProblem[] = [];
  const file = FileSection.of('', parsed.value, problems, ['targets', 'routes', 'default']);
  const targets = readTargets(file.raw('targets'), problems, context);
  const names = new Set(targets.map(({ name }) => name));
  const routes = readRouteList(file.raw('routes'), problems, names);
  const fallback = file.text('default') ?? context.target?.name ?? null;
  if (fallback !== null && !names.has(fallback)) file.problem('default', expectedTarget(names));
  return problems.length > 0 ? { problems } : { table: { targets, routes, fallback } };
}

function readTargets(value: unknown, problems: FieldProblem[], context: RoutesContext): TargetSettings[] {
  const given = context.target === null ? [] : [context.target];
  if (value === undefined || value === '') return given;
  const section = FileSection.of('targets', value, problems, null);
  const { names } = section;
  if (names.length > MAX_TARGETS) {
    problems.push({ field: 'targets', expected: `at most ${MAX_TARGETS}` });
    return given;
  }
  for (const name of names) {
    if (!NAME.test(name)) section.problem(name, NAME_EXPECTED);
    if (name === context.target?.name) section.problem(name, 'another name, since TARGET_URL has this one');
  }
  return [...given, ...names.map((name) => readTarget(name, section.raw(name), problems, context))];
}

function readRouteList(value: unknown, problems: FieldProblem[], names: ReadonlySet<string>): Route[] {
  if (value === undefined || value === '') return [];
  if (!Array.isArray(value) || value.length > MAX_ROUTES) {
    problems.push({ field: 'routes', expected: `a list of at most ${MAX_ROUTES} routes` });
    return [];
  }
  return value.map((item: unknown, index) => {
    const section = FileSection.of(`routes[${index}]`, item, problems, ['tenant', 'event_type', 'target']);
    const target = section.wanted('target', expectedTarget(names));
    if (target !== undefined && !names.has(target)) section.problem('target', expectedTarget(names));
    const [tenant, eventType] = [section.text('tenant') ?? null, section.text('event_type') ?? null];
    return { tenant, eventType, target: target ?? '' };
  });
}

function expectedTarget(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'a target; targets has none' : `one of ${[...names].slice(0, 20).join(', ')}`;
}
