import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/domain/letter/fingerprint.js';
import { eventOf } from '../support/event-of.js';

/** Failures of one cause, as libraries and other systems word them. */
interface Sample {
  cause: string;
  code: string;
  target: string;
  texts: string[];
}

const read = (name: string): Sample[] =>
  JSON.parse(readFileSync(`test/fixtures/causes/${name}.json`, 'utf8')) as Sample[];

/** The event's own id is masked wherever it stands. */
function printOf({ code, target }: Sample, reason: string): string {
  const event_id = /evt_\d+/.exec(reason)?.[0] ?? 'evt_none';
  return fingerprintOf({ code, reason, target }, eventOf(JSON.stringify({ event_id, payload: {} })));
}

/**
 * Of all pairs of texts: which share of those with one fingerprint are of one cause (precision), and which share of those of
 * one cause have one fingerprint (recall).
 */
function judge(samples: readonly Sample[]): { precision: number; recall: number; texts: number } {
  const texts = samples.flatMap((sample) =>
    sample.texts.map((text) => ({ cause: sample.cause, print: printOf(sample, text) })),
  );
  let [together, ofOneCause, both] = [0, 0, 0];
  for (const [index, a] of texts.entries()) {
    for (const b of texts.slice(index + 1)) {
      if (a.print === b.print) together++;
      if (a.cause === b.cause) ofOneCause++;
      if (a.print === b.print && a.cause === b.cause) both++;
    }
  }
  return { precision: both / together, recall: both / ofOneCause, texts: texts.length };
}

describe('causes are told apart, and their failures grouped', () => {
  const learnt = read('learnt');
  // Written before the masking, and not looked at while it was made.
  const heldOut = read('held-out');

  it.each([
    ['learnt', learnt],
    ['held out', heldOut],
    ['all', [...learnt, ...heldOut]],
  ])('%s', (name, samples) => {
    const { precision, recall, texts } = judge(samples);
    const figures = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
    process.stdout.write(`${name}: ${texts} texts of ${samples.length} causes: ${figures}\n`);
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(recall).toBeGreaterThanOrEqual(0.98);
  });

  it('has 300 texts of 40 causes, a third of them held out', () => {
    const count = (samples: readonly Sample[]) => samples.reduce((sum, { texts }) => sum + texts.length, 0);
    expect(count([...learnt, ...heldOut])).toBeGreaterThanOrEqual(300);
    expect(learnt.length + heldOut.length).toBeGreaterThanOrEqual(40);
    expect(count(heldOut)).toBeGreaterThanOrEqual(100);
  });
});
