import type { Group } from '../../api/types.js';
import { queryString } from '../../api/query-string.js';
import { hrefOf } from '../../router/location.js';
import { useMe } from '../../state/session.js';
import { Button } from '../../ui/button.js';
import { claimOf, hoursFromNow, noteWith } from './note-change.js';
import { schemaPathOf } from './schema-path.js';
import type { NoteActions } from './use-note.js';

/** What can be done with a cause: look, try, get it through, and say that somebody knows. */
export function CauseActions(props: { group: Group; notes: NoteActions; onDryRun: () => void }) {
  const { group, notes, onDryRun } = props;
  const { fingerprint, note } = group;
  const schema = schemaPathOf(group);
  const me = useMe()?.name ?? '';
  const acknowledged = note?.state === 'acknowledged';
  return (
    <div class="cause-actions">
      <a class="button" href={hrefOf(`/events${queryString({ group: fingerprint })}`)}>
        Events
      </a>
      <Button onClick={onDryRun}>Dry run</Button>
      <a class="button" href={hrefOf(`/jobs/new${queryString({ group: fingerprint })}`)}>
        Plan a job
      </a>
      {schema !== null && (
        <a class="button" href={hrefOf(schema)}>
          Correct the schema
        </a>
      )}
      <span class="spacer" />
      {note?.owner !== me && (
        <Button
          kind="quiet"
          needs="operator"
          onClick={() =>
            void notes.save(
              group,
              claimOf(note, me),
              note?.state === 'muted'
                ? 'The cause is yours while it is muted'
                : 'The cause is yours for 8 hours',
            )
          }
        >
          Claim
        </Button>
      )}
      <Button
        kind="quiet"
        needs="operator"
        pressed={acknowledged}
        onClick={() =>
          void notes.save(
            group,
            noteWith(note, { state: acknowledged ? 'open' : 'acknowledged' }),
            acknowledged ? 'The cause is open again' : 'The cause is acknowledged',
          )
        }
      >
        Acknowledge
      </Button>
      <Button
        kind="quiet"
        needs="operator"
        onClick={() =>
          note?.state === 'muted'
            ? void notes.save(group, noteWith(note, { state: 'open' }), 'The cause is open again')
            : notes.edit({ group, request: noteWith(note, { state: 'muted', until: hoursFromNow(24) }) })
        }
      >
        {note?.state === 'muted' ? 'Unmute' : 'Mute…'}
      </Button>
      <Button
        kind="quiet"
        needs="operator"
        onClick={() => notes.edit({ group, request: noteWith(note, {}) })}
      >
        Note…
      </Button>
    </div>
  );
}
