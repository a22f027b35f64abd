import { useState } from 'preact/hooks';
import { call, get } from '../../api/client.js';
import type { components } from '../../api/openapi.js';
import { hrefOf } from '../../router/location.js';
import { invalidate } from '../../state/query-cache.js';
import { useQuery } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { DangerDialog } from '../../ui/danger-dialog.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import { shortDigest } from './set-query.js';

type Entry = components['schemas']['SchemaHistoryEntryDto'];

const WORDS: Record<Entry['action'], string> = {
  put: 'changed',
  delete: 'deleted',
  rollback: 'rolled back',
};

/** Who changed the schemas, when and why; and the way back to a set that was in force before. */
export function SchemaHistory({ digest, etag }: { digest: string; etag: string }) {
  // With the set that was in force when the person asked: one that somebody puts meanwhile is not taken away unseen.
  const [back, setBack] = useState<{ to: string; from: string; etag: string } | null>(null);
  const query = useQuery('schemas/history', (signal) => get('/api/v1/schemas/history', { signal }), 30_000);
  const rollBack = async (reason: string) => {
    try {
      await call('post', '/api/v1/schemas/rollback', {
        body: { digest: back!.to, ...(reason !== '' && { reason }) },
        ifMatch: back!.etag,
      });
      toast(`The set ${shortDigest(back!.to)} is in force again`);
    } finally {
      // Also after a refusal: somebody else may have changed the set.
      invalidate('schemas');
    }
  };
  const columns: readonly Column<Entry>[] = [
    { name: 'at', title: 'When', cell: ({ at }) => <Time at={at} form="short" /> },
    {
      name: 'what',
      title: 'What',
      cell: ({ action, file, reason }) => (
        <>
          {file === null ? 'The set' : <a href={hrefOf(`/schemas/${encodeURIComponent(file)}`)}>{file}</a>}{' '}
          {WORDS[action]}
          {reason !== null && <div class="muted small">{reason}</div>}
        </>
      ),
    },
    { name: 'by', title: 'By', wideOnly: true, cell: ({ by }) => by.name },
    {
      name: 'before',
      title: 'Before it',
      cell: ({ before }) =>
        before === null ? (
          '–'
        ) : before === digest ? (
          <Badge tone="good">in force</Badge>
        ) : (
          <Button needs="admin" onClick={() => setBack({ to: before, from: digest, etag })}>
            Roll back to {shortDigest(before)}…
          </Button>
        ),
    },
  ];
  return (
    <Card title="History" flush>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="Nobody has changed the schemas yet" />
          ) : (
            <Table
              caption="Changes of the schemas"
              columns={columns}
              rows={items}
              keyOf={(entry) => entry.audit_id}
            />
          )
        }
      </Loaded>
      {back !== null && (
        <DangerDialog
          title="Roll back the schemas?"
          number={1}
          noun="set"
          verb="Put in force"
          act={rollBack}
          onClose={() => setBack(null)}
        >
          The set <span class="mono">{shortDigest(back.to)}</span> takes the place of{' '}
          <span class="mono">{shortDigest(back.from)}</span> in every process within 5 s: all its schemas,
          upcasters and the registry. You can go forward again in the same way.
        </DangerDialog>
      )}
    </Card>
  );
}
