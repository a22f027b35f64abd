import { linesOfProblem } from '../api/advice.js';
import { ApiProblem } from '../api/problem.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import type { ExitCode } from '../world.js';

/** What became of one dead letter. */
export interface Result {
  trace_id: string;
  outcome: string;
  error?: string;
}

/** Statuses that are about one dead letter. With any other one the next call would fail as well. */
const OF_ONE_RECORD = [404, 409, 410, 412, 422];

/**
 * Does something to dead letters, one after the other. One that fails does not keep the others from being tried.
 *
 * @param act tells the outcome; `ok`: whether it is what was asked for
 * @throws ApiProblem, NoAnswer where nothing was done before it
 */
export async function eachRecord(
  traceIds: readonly string[],
  output: Output,
  act: (traceId: string) => Promise<{ outcome: string; ok: boolean; error?: string }>,
): Promise<ExitCode> {
  const results: Result[] = [];
  let done = 0;
  for (const traceId of traceIds) {
    let result: Result;
    try {
      const { ok, ...told } = await act(traceId);
      if (ok) done += 1;
      result = { trace_id: traceId, ...told };
    } catch (error) {
      const isOfThisOne = error instanceof ApiProblem && OF_ONE_RECORD.includes(error.status);
      if (!isOfThisOne && results.length === 0) throw error;
      const lines = error instanceof ApiProblem ? linesOfProblem(error) : [String(error)];
      result = { trace_id: traceId, outcome: 'refused', error: lines.join(' ') };
      if (!isOfThisOne) {
        await show(result, output);
        return done > 0 ? 3 : 1;
      }
    }
    results.push(result);
    if (output.form !== 'json') await show(result, output);
  }
  if (output.form === 'json') await output.json(results);
  return exitCodeOf(done, results.length);
}

/** @returns 0: all were done; 1: none; 3: some */
export function exitCodeOf(done: number, all: number): ExitCode {
  if (done === all) return 0;
  return done === 0 ? 1 : 3;
}

async function show(result: Result, output: Output): Promise<void> {
  if (output.form !== 'table') return output.json(result);
  const error = result.error === undefined ? '' : `: ${plain(result.error)}`;
  await output.lines([`${result.trace_id} ${result.outcome}${error}`]);
}
