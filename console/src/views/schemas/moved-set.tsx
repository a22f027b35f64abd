import { get } from '../../api/client.js';
import { useQuery } from '../../state/use-query.js';
import { Button } from '../../ui/button.js';
import { Time } from '../../ui/time.js';

/** The set became another one while somebody wrote. It says who changed which file; the draft is kept. */
export function MovedSet({
  file,
  since,
  fileMoved,
  onGoOn,
}: {
  file: string;
  /** ETag of the set that the draft began from. */
  since: string;
  /** Whether this very file is another one now. */
  fileMoved: boolean;
  onGoOn: () => void;
}) {
  const history = useQuery('schemas/history', (signal) => get('/api/v1/schemas/history', { signal }), 30_000);
  const items = history.data?.items ?? [];
  const end = items.findIndex(({ digest }) => `"${digest}"` === since);
  const later = end === -1 ? items.slice(0, 5) : items.slice(0, end);
  return (
    <div class="notice notice-warning stack" role="alert">
      <p>
        The set in force was changed after you began. Your draft is kept.{' '}
        {fileMoved ? `${file} itself is another one now.` : `${file} is still the same.`}
      </p>
      {later.length > 0 && (
        <ul aria-label="What was changed">
          {later.map(({ audit_id: id, at, by, action, file: changed, reason }) => (
            <li key={id}>
              <Time at={at} form="short" />: {by.name}, {action} {changed ?? 'of the set'}
              {reason !== null && `: ${reason}`}
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button onClick={onGoOn}>Compare my draft with the set as it is now</Button>
      </div>
    </div>
  );
}
