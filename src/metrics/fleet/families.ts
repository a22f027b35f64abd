/** A metric of a process with its samples, as prom-client writes it as JSON, and as processes send it to each other. */
export interface Family {
  name: string;
  help: string;
  type: string;
  /** How the values of several processes become one. */
  aggregator: string;
  values: FamilySample[];
}

export interface FamilySample {
  labels: Partial<Record<string, string | number>>;
  value: number;
  /** Of a histogram: with `_bucket`, `_sum` or `_count`. */
  metricName?: string;
}

/** Joins the families of several processes, each sample by its family's aggregator. None is changed. */
export function mergeFamilies(processes: ReadonlyArray<readonly Family[]>): Family[] {
  const merged = new Map<string, { family: Family; samples: Map<string, FamilySample[]> }>();
  for (const family of processes.flat()) {
    const known = merged.get(family.name) ?? { family, samples: new Map<string, FamilySample[]>() };
    merged.set(family.name, known);
    for (const sample of family.values) {
      const key = keyOf(sample);
      const same = known.samples.get(key);
      if (same === undefined) known.samples.set(key, [sample]);
      else same.push(sample);
    }
  }
  return [...merged.values()]
    .filter(({ family }) => family.aggregator !== 'omit')
    .map(({ family, samples }) => ({
      ...family,
      values: [...samples.values()].map((same) => ({
        ...same[0]!,
        value: joined(
          family.aggregator,
          same.map(({ value }) => value),
        ),
      })),
    }));
}

/** What goes on counting without the process: a gauge says nothing any more when its process is gone or silent. */
export function countersOf(families: readonly Family[]): Family[] {
  return families.filter(({ type }) => type === 'counter' || type === 'histogram');
}

function joined(aggregator: string, values: number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregator) {
    case 'first':
      return values[0]!;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'average':
      return sum / values.length;
    default:
      return sum;
  }
}

function keyOf({ metricName = '', labels }: FamilySample): string {
  const names = Object.keys(labels).toSorted();
  return JSON.stringify([metricName, ...names.map((name) => [name, labels[name]])]);
}
