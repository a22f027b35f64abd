import type { Plan } from '../api/operation.js';
import type { Command } from '../command.js';
import { parseExactly } from '../json/exact-json.js';
import { ALL, checkMeant, FILTERS, filterOf } from '../options/filters.js';
import type { OptionTable } from '../options/option.js';
import type { Values } from '../options/values.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { counted, duration } from '../output/words.js';
import { UsageError } from '../usage-error.js';
import type { World } from '../world.js';
import { namedTraceIds, TRACE_ID_FILE } from './named-trace-ids.js';
import { patchText } from './patch-text.js';
import { reasonOf } from './reason.js';
import { CHANGES } from './remote-options.js';

/** Trace ids that are shown with the same reason. */
const MOST_LEFT_OUT = 10;

const PLANNING: OptionTable = {
  action: {
    value: 'ACTION',
    choices: ['retry', 'correct', 'discard', 'restore', 'erase'],
    meaning: 'what is done with each dead letter (retry)',
  },
  patch: { value: 'FILE', meaning: 'with correct: a JSON Patch or a merge patch; - for standard input' },
  expression: { value: 'JSONATA', meaning: 'with correct: makes the new event of the old one' },
  then: { value: 'THEN', choices: ['retry', 'park'], meaning: 'with correct: what follows (retry)' },
  'rate-per-second': { value: 'N', meaning: 'at most so many are begun in a second' },
  concurrency: { value: 'N', meaning: 'at most so many run at once' },
  canary: { value: 'N,N', meaning: 'so many are tried first, step by step; 0: none' },
  'stop-failure-percent': { value: 'N', meaning: 'the job stops itself where more fail' },
  'stop-after': { value: 'N', meaning: 'so many attempts come before that counts' },
  'stop-on-new-cause': {
    value: 'true|false',
    choices: ['true', 'false'],
    meaning: 'whether the job stops itself where members fail for a cause they did not have',
  },
  'expected-count': { value: 'N', meaning: 'refuses the plan where not so many match' },
};

export const redrivePlan: Command = {
  name: 'redrive plan',
  summary: 'Plans a job over many dead letters and tells what it would do; nothing is changed',
  about: [
    'The job takes what a filter takes, or the dead letters that are named: at most 10,000, here or in a file.',
    'It says which of those named it would leave out, since they are gone or their status does not fit.',
  ],
  takes: [{ name: 'TRACE_ID', count: 'any' }],
  options: { ...PLANNING, ...TRACE_ID_FILE, ...FILTERS, ...ALL, ...CHANGES },
  examples: [
    'cxone-dlq redrive plan --group $fingerprint',
    'cxone-dlq redrive plan --trace-ids trace-ids.txt',
    "cxone-dlq redrive plan --action discard --tenant-id t_1 --reason 'a load test'",
  ],
  async run({ positionals, values, output, client, world }) {
    const filter = filterOf(values);
    const named = await namedTraceIds(positionals, values, world);
    const byId = named !== null;
    if (byId && Object.keys(filter).length > 0) {
      throw new UsageError('expected trace ids or a filter, and not both');
    }
    if (!byId) checkMeant(filter, values);
    const plan = await (
      await client()
    ).post('/api/v1/dlq/redrives', {
      body: {
        ...(byId ? { trace_ids: named } : Object.keys(filter).length > 0 ? { filter } : { all: true }),
        ...(await requestOf(values, world)),
        ...reasonOf(values),
      },
    });
    await output.one(plan, () => planLines(plan, values.text('action') ?? 'retry', output));
    return 0;
  },
};

async function requestOf(values: Values, world: World): Promise<object> {
  const patch = values.text('patch');
  const stop = {
    failure_percent: values.count('stop-failure-percent'),
    after: values.count('stop-after'),
    on_new_cause: switchOf(values.text('stop-on-new-cause')),
  };
  const hasStop = Object.values(stop).some((value) => value !== undefined);
  // What is undefined does not appear in JSON.
  return {
    action: values.text('action') ?? 'retry',
    patch: patch === undefined ? undefined : parseExactly((await patchText(patch, world)).content),
    expression: values.text('expression'),
    then: values.text('then'),
    rate_per_second: values.rate('rate-per-second'),
    concurrency: values.count('concurrency', 1),
    canary: canaryOf(values.text('canary')),
    stop: hasStop ? stop : undefined,
    expected_count: values.count('expected-count'),
  };
}

function switchOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

function canaryOf(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}(,\d{1,6})*$/.test(text))
    throw new UsageError('--canary: expected numbers such as 1,5,20, or 0');
  return text
    .split(',')
    .map(Number)
    .filter((step) => step > 0);
}

/** @returns the plan in words, and the command that starts it */
function planLines(plan: Plan, action: string, { paint }: Output): string[] {
  const { matched, groups, sample, examples, may_have_happened: unsure, eta_s: etaS, left_out: left } = plan;
  const lines = [
    paint(
      'bold',
      `${counted(matched, 'dead letter')} of ${counted(groups, 'cause')} would be taken (${action}).`,
    ),
  ];
  if (sample !== null) {
    lines.push(
      `Of a sample of ${sample.size}, ${sample.would_pass} would pass now and ${sample.would_fail} would fail again.`,
      ...sample.by_cause.map(({ count, error }) => `  ${count} x ${plain(error)}`),
    );
  }
  if (unsure > 0) {
    lines.push(
      `${counted(unsure, 'dead letter')} may have reached the target already: the outcome of an attempt is unknown.`,
    );
  }
  lines.push(`It would take about ${duration(etaS)}.`);
  if (left !== null) {
    lines.push(
      ...leftOutLines(left.gone, 'gone: there is no record of it'),
      ...leftOutLines(left.other_status, `left out: its status does not take ${action}`),
    );
  }
  for (const { trace_id: id, error } of examples)
    lines.push(`  such as ${id}, whose latest error is: ${plain(error)}`);
  if (matched === 0) return lines;
  const start = `cxone-dlq redrive start ${plan.job_id} --expected-count ${matched}`;
  return [...lines, '', 'Nothing is changed yet. Start it with:', `  ${start}`];
}

/** One line for each, so that a script finds them; many are counted. */
function leftOutLines(traceIds: readonly string[], why: string): string[] {
  const shown = traceIds.slice(0, MOST_LEFT_OUT).map((traceId) => `  ${traceId} is ${why}`);
  const more = traceIds.length - shown.length;
  return more > 0 ? [...shown, `  and ${more} more are ${why} (-o json has all)`] : shown;
}
