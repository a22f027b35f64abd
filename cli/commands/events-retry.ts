import { confirm } from '../ask/confirm.js';
import type { Command, Invocation } from '../command.js';
import { ALL, checkMeant, FILTERS, filterOf, queryOf } from '../options/filters.js';
import { plain } from '../output/plain-text.js';
import { counted } from '../output/words.js';
import { UsageError } from '../usage-error.js';
import type { ExitCode } from '../world.js';
import { eachRecord, exitCodeOf } from './each-record.js';
import { reasonOf } from './reason.js';
import { ASKS } from './remote-options.js';

const PAGE_SIZE = 100;
/** A retry takes no others, so the question counts no others. */
const RETRYABLE = ['received', 'pending', 'parked'];

export const eventsRetry: Command = {
  name: 'events retry',
  summary: 'Retries dead letters now: those named, or those that a filter takes',
  about: [
    'For many, a job is safer: it tries a few first and stops itself (redrive plan).',
    'It ends with 0 where none is left that matches: all passed, or none was there. 3: some failed or were not tried,',
    'since another attempt has them. 1: none passed.',
  ],
  takes: [{ name: 'TRACE_ID', count: 'any' }],
  options: {
    ...FILTERS,
    ...ALL,
    force: { meaning: 'although an older event of the same contact waits (with TRACE_ID)' },
    ...ASKS,
  },
  examples: [
    "cxone-dlq events retry $trace_id --reason 'the CRM is up again'",
    'cxone-dlq events retry --group $fingerprint --yes',
  ],
  async run(invocation) {
    const { positionals, values, output, client } = invocation;
    const filter = filterOf(values);
    if (positionals.length === 0) return retryMatching(invocation);
    if (Object.keys(filter).length > 0) throw new UsageError('expected trace ids or a filter, and not both');
    const api = await client();
    return eachRecord(positionals, output, async (traceId) => {
      const { outcome, error } = await api.post('/api/v1/dlq/events/{trace_id}/retry', {
        path: { trace_id: traceId },
        query: { force: values.flag('force') || undefined },
        body: reasonOf(values),
      });
      return { outcome, ok: outcome === 'processed', ...(error && { error }) };
    });
  },
};

async function retryMatching({ values, output, client, world }: Invocation): Promise<ExitCode> {
  const filter = filterOf(values);
  checkMeant(filter, values);
  const api = await client();
  const query = { status: RETRYABLE, ...queryOf(filter), limit: 1 };
  const { matched } = await api.get('/api/v1/dlq/events', { query });
  if (matched === 0) {
    await output.note('No dead letter matches.');
    return 0;
  }
  await confirm(`Retry ${counted(matched, 'dead letter')}?`, values, world);
  const processed: string[] = [];
  const failed: string[] = [];
  let token = '';
  let brokeOff = false;
  try {
    do {
      const page = await api.post('/api/v1/dlq/retry', {
        body: {
          ...filter,
          ...reasonOf(values),
          limit: PAGE_SIZE,
          ...(Object.keys(filter).length === 0 && { all: true }),
          ...(token !== '' && { next_token: token }),
        },
      });
      processed.push(...page.processed);
      failed.push(...page.failed);
      token = page.next_token;
    } while (token !== '');
  } catch (error) {
    // What the pages before have done must be told.
    if (processed.length + failed.length === 0 || !(error instanceof Error)) throw error;
    await output.note(plain(`The rest was not retried: ${error.message}`));
    brokeOff = true;
  }
  const untried = brokeOff ? 1 : await leftOf(matched - processed.length - failed.length);
  const summary = `${counted(processed.length, 'dead letter')} passed, ${failed.length} failed again.`;
  await output.one({ processed, failed }, () => [summary]);
  if (untried > 0 && !brokeOff) {
    await output.note(
      `${untried} not tried: another attempt has them, or they came in since. Try again later.`,
    );
  }
  return exitCodeOf(processed.length, processed.length + failed.length + untried);

  /** How many of those that were not tried are still there: the sweep, or somebody else, may have done them. */
  async function leftOf(missed: number): Promise<number> {
    if (missed <= 0) return 0;
    const { matched: left } = await api.get('/api/v1/dlq/events', { query });
    return Math.max(0, left - failed.length);
  }
}
