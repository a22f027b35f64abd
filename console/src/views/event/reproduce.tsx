import { useState } from 'preact/hooks';
import { get } from '../../api/client.js';
import { useQuery } from '../../state/use-query.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { curlOfTarget, curlOfWebhook } from './curl.js';
import type { EventRecord } from './record.js';

/** Commands that reproduce the event, at the webhook or at the target that had it. Secrets are never in them. */
export function Reproduce({ record }: { record: EventRecord }) {
  const routes = useQuery('routes', (signal) => get('/api/v1/routes', { signal }), 0);
  const [where, setWhere] = useState<'webhook' | 'target'>('webhook');
  const processor = record.attempts?.findLast(({ processor }) => Boolean(processor))?.processor ?? null;
  const target = routes.data?.targets.find(({ name }) => processor === `target:${name}`);
  const command =
    where === 'target' && target !== undefined
      ? curlOfTarget(target, record.original_event)
      : curlOfWebhook(window.location.origin, record.original_event);
  const masked = command.includes('"[masked]"');
  return (
    <section class="card" aria-label="curl">
      <header class="card-header">
        <h2>Reproduce with curl</h2>
        <div class="row">
          {target !== undefined && (
            <>
              <Button pressed={where === 'webhook'} onClick={() => setWhere('webhook')}>
                Webhook
              </Button>
              <Button pressed={where === 'target'} onClick={() => setWhere('target')}>
                {target.name}
              </Button>
            </>
          )}
          <CopyButton label="Copy the command" text={command} />
        </div>
      </header>
      <div class="card-content stack">
        <pre class="json-text" tabIndex={0} role="region" aria-label="The command">
          {command}
        </pre>
        <p class="muted small">
          {where === 'webhook'
            ? 'It delivers the event anew. A webhook that checks signatures wants one added.'
            : 'It really reaches the target. Set the variables to the secrets of the target first.'}
          {masked && ' Masked values are in it as the text [masked].'}
        </p>
      </div>
    </section>
  );
}
