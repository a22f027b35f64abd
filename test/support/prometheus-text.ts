/** One line of the Prometheus text format that is no comment. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? ([^ ]+)(?: -?\\d+)?$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(?:,|$)/y;
const SUFFIXES: Record<string, readonly string[]> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/**
 * Reads the Prometheus text format, version 0.0.4, as its description has it, and not as one library writes it:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * @throws Error for whatever the format does not allow: an unknown line, a sample without its TYPE, one that comes twice,
 *   a histogram whose buckets fall or whose last bucket is not its count
 */
export function readPrometheusText(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: [name: string, family: Family] | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line) ?? [];
    if (kind !== undefined) {
      const family = families.get(name) ?? { type: '', help: '', samples: [] };
      if (current?.[0] !== name && families.has(name)) throw new Error(`${name} is not in one piece`);
      if (kind === 'HELP') family.help = rest;
      else family.type = rest;
      families.set(name, family);
      current = [name, family];
      continue;
    }
    const sample = sampleOf(line);
    const [family, { type, samples }] = current ?? failed(`no TYPE before: ${line}`);
    const names = (SUFFIXES[type] ?? ['']).map((suffix) => family + suffix);
    if (!names.includes(sample.name)) throw new Error(`not of ${family}: ${line}`);
    const series = line.slice(0, line.lastIndexOf(' '));
    if (seen.has(series)) throw new Error(`twice: ${series}`);
    seen.add(series);
    samples.push(sample);
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

/** The value of one series; `undefined`: there is no such series. */
export function valueIn(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
  return family?.samples.find((sample) => sample.name === name && isSame(sample.labels, labels))?.value;
}

function sampleOf(line: string): Sample {
  const [, name, inBraces = '', text] = SAMPLE.exec(line) ?? [];
  if (name === undefined || text === undefined) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inBraces.length) {
    const [, label = '', value = ''] = LABEL.exec(inBraces) ?? failed(`labels: ${line}`);
    if (label in labels) throw new Error(`the label ${label} comes twice: ${line}`);
    labels[label] = value.replace(/\\(.)/g, (_whole, next: string) => (next === 'n' ? '\n' : next));
  }
  return { name, labels, value: numberOf(text) };
}

/** A number as Go's ParseFloat takes it, which knows `NaN` and `Inf` in any case. */
function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}

function checkHistogram(name: string, { samples }: Family): void {
  const counts = samples.filter((sample) => sample.name === `${name}_count`);
  for (const { labels, value } of counts) {
    const buckets = samples.filter((sample) => {
      const { le, ...others } = sample.labels;
      return le !== undefined && isSame(others, labels);
    });
    const sorted = buckets.toSorted((a, b) => numberOf(a.labels['le']!) - numberOf(b.labels['le']!));
    const values = sorted.map((bucket) => bucket.value);
    if (values.some((count, index) => count < (values[index - 1] ?? 0))) throw new Error(`${name} falls`);
    if (sorted.at(-1)?.labels['le'] !== '+Inf' || values.at(-1) !== value)
      throw new Error(`${name}: no +Inf`);
  }
}

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function failed(message: string): never {
  throw new Error(message);
}
