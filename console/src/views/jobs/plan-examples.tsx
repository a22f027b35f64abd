import './plan-examples.css';
import { stringifyExactly } from '../../api/lossless.js';
import { hrefOf } from '../../router/location.js';
import type { Plan } from '../../api/types.js';
import { Badge } from '../../ui/badge.js';

type Example = Plan['examples'][number];

/** The oldest events of a plan, and what a correction makes of them. */
export function PlanExamples({ examples }: { examples: Plan['examples'] }) {
  if (examples.length === 0) return null;
  return (
    <section class="stack-tight">
      <h3>{examples.length === 1 ? 'The oldest one' : `The ${examples.length} oldest`}</h3>
      <ul class="stack-tight">
        {examples.map((example) => (
          <li key={example.trace_id} class="plan-example">
            <a class="mono" href={hrefOf(`/events/${example.trace_id}`)}>
              {example.trace_id}
            </a>
            <p class="small">
              {example.error_code !== null && <code>{example.error_code}</code>} {example.error}
            </p>
            <Corrected example={example} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Change {
  op?: string;
  path?: string;
  value?: unknown;
  /** Of a move: where the value was. */
  from?: string;
}

const SIGNS: Readonly<Record<string, string>> = { remove: '−', add: '+', replace: '±', move: '↕' };
const CLASSES: Readonly<Record<string, string>> = { remove: 'diff-removed', move: 'diff-moved' };

function Corrected({ example }: { example: Example }) {
  if (example.would_pass === undefined) return null;
  const failure = example.would_fail?.error ?? 'The correction makes no event of it.';
  return (
    <>
      {example.diff != null && (
        <ul class="diff" aria-label="What the correction changes">
          {example.diff.length === 0 && <li class="muted">It changes nothing.</li>}
          {(example.diff as Change[]).map(({ op = '', path = '', value, from }, nth) => (
            <li key={nth} class={CLASSES[op] ?? 'diff-added'}>
              <code>
                {SIGNS[op] ?? op} {from ?? path}
                {from !== undefined && ` moves to ${path}`}
                {value !== undefined && `: ${stringifyExactly(value)}`}
              </code>
            </li>
          ))}
        </ul>
      )}
      <p class="small">
        {example.would_pass ? (
          <Badge tone="good">would pass</Badge>
        ) : (
          <>
            <Badge tone="bad">would fail</Badge> {failure}
          </>
        )}
      </p>
    </>
  );
}
