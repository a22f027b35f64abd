import { get } from '../../api/client.js';
import type { Ready } from '../../api/types.js';
import { useQuery } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/states.js';
import { useReady } from '../overview/queries.js';
import { checkWords } from './check-words.js';

const TONES = { ok: 'good', degraded: 'warning', unavailable: 'bad' } as const;

/** What runs here, and whether it is as it should be. */
export function ServiceCard() {
  const version = useQuery('version', (signal) => get('/version', { signal }), 60_000);
  const ready = useReady();
  return (
    <Card title="This service">
      <div class="stack">
        <Loaded query={version} lines={2}>
          {({ name, version: number, commit, node, schemas }) => (
            <p class="settings-words">
              {name} <strong>{number}</strong>
              {commit !== null && (
                <>
                  , commit <code>{commit}</code>
                </>
              )}
              , Node.js {node}.{' '}
              {schemas === null ? (
                'The store has not told yet which schemas are in force.'
              ) : (
                <>
                  Schemas <code title={schemas}>{schemas.slice(0, 12)}</code>.
                </>
              )}
            </p>
          )}
        </Loaded>
        <Loaded query={ready} lines={4}>
          {({ status, checks }) => (
            <>
              <p>
                <Badge tone={TONES[status]}>{status === 'ok' ? 'ready' : status}</Badge>
              </p>
              <Checks checks={checks} />
            </>
          )}
        </Loaded>
      </div>
    </Card>
  );
}

/** What is not as it should be comes first. */
function Checks({ checks }: Pick<Ready, 'checks'>) {
  const sorted = Object.entries(checks).sort(
    ([, one], [, other]) => Number(one.status === 'ok') - Number(other.status === 'ok'),
  );
  return (
    <ul class="check-list" aria-label="Checks">
      {sorted.map(([name, check]) => (
        <li key={name} class={check.status === 'ok' ? 'settings-words' : 'notice notice-warning'}>
          <Badge tone={TONES[check.status]}>{check.status}</Badge> {checkWords(name, check)}
        </li>
      ))}
    </ul>
  );
}
