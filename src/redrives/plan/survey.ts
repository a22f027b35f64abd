import type { Catalog } from '../../catalog/catalog.js';
import { traceIdOf, type Summary } from '../../catalog/summary.js';
import type { Selects } from './job-selection.js';

/** Dead letters that a plan shows. */
const EXAMPLES = 3;

/** What a plan says of the members that the job would have now. */
export interface Survey {
  matched: number;
  /** Different causes among them. */
  groups: number;
  /** Those whose target may have done already what they ask for, in any of their attempts. */
  mayHaveHappened: number;
  /** The oldest ones. */
  examples: Array<{ traceId: string; errorCode: string | null; error: string }>;
}

/** Looks through the catalog once. Texts are masked there. */
export function surveyOf(catalog: Pick<Catalog, 'forEach'>, takes: Selects): Survey {
  const causes = new Set<string>();
  let [matched, mayHaveHappened] = [0, 0];
  let oldest: Array<Pick<Summary, 'name' | 'errorCode' | 'error'>> = [];
  catalog.forEach((summary) => {
    if (!takes(summary)) return;
    matched++;
    causes.add(summary.fingerprint);
    if (summary.mayHaveHappened) mayHaveHappened++;
    const last = oldest[EXAMPLES - 1];
    if (last !== undefined && summary.name > last.name) return;
    const { name, errorCode, error } = summary;
    oldest = [...oldest, { name, errorCode, error }]
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, EXAMPLES);
  });
  const examples = oldest.map((summary) => {
    const { errorCode, error } = summary;
    return { traceId: traceIdOf(summary) ?? summary.name, errorCode, error };
  });
  return { matched, groups: causes.size, mayHaveHappened, examples };
}
