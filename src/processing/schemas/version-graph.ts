import type { RegistryFile } from './registry-file.js';
import type { SchemaProblem } from './schema-problem.js';
import type { Upcaster } from './upcaster.js';

/**
 * The problems because of which upcasters do not lead to one schema: two upcasters from one version, a circle, a last
 * version without a schema, an unknown version.
 */
export function versionProblems(
  withSchema: ReadonlySet<string>,
  upcasters: readonly Upcaster[],
  registryFile: string,
  registry: RegistryFile,
): SchemaProblem[] {
  const next = new Map<string, Upcaster>();
  const problems: SchemaProblem[] = [];
  for (const upcaster of upcasters) {
    const other = next.get(upcaster.from);
    if (other === undefined) next.set(upcaster.from, upcaster);
    else {
      const problem = `expected one upcaster from ${upcaster.from}, but there is ${other.file}, too`;
      problems.push({ file: upcaster.file, pointer: '', problem });
    }
  }
  for (const upcaster of next.values()) {
    const problem = wayProblem(upcaster, next, withSchema);
    if (problem !== null) problems.push({ file: upcaster.file, pointer: '', problem });
  }
  const known = new Set([...withSchema, ...next.keys()]);
  const refuse = (pointer: string, problem: string) =>
    problems.push({ file: registryFile, pointer, problem });
  const { current, versionRule, staleAfterMs } = registry;
  if (current !== null && !withSchema.has(current)) refuse('/current', `expected ${current}.schema.json`);
  if (versionRule.default !== null && !known.has(versionRule.default)) {
    refuse('/default', `expected a schema or an upcaster for ${versionRule.default}`);
  }
  for (const version of staleAfterMs.keys()) {
    if (!known.has(version))
      refuse(`/versions/${version}`, `expected a schema or an upcaster for ${version}`);
  }
  return problems;
}

function wayProblem(
  start: Upcaster,
  next: ReadonlyMap<string, Upcaster>,
  withSchema: ReadonlySet<string>,
): string | null {
  const seen = new Set([start.from]);
  let { to } = start;
  for (;;) {
    if (seen.has(to)) return `expected no circle: ${[...seen, to].join(' to ')}`;
    seen.add(to);
    const onward = next.get(to);
    if (onward === undefined) break;
    to = onward.to;
  }
  return withSchema.has(to) ? null : `leads to ${to}: expected ${to}.schema.json`;
}
