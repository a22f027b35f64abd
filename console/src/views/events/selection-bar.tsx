import { hrefOf, navigate } from '../../router/location.js';
import { useMe, includesRole } from '../../state/session.js';
import { useStore } from '../../state/store.js';
import { Button, refusalOf } from '../../ui/button.js';
import { count, counted } from '../../ui/format.js';
import { MOST_PICKED, pickedAddress } from '../jobs/picked.js';
import type { EventList } from './event-list.js';
import { jobAddress } from './event-query.js';

/** So many go one after the other; more are for a job, which has a pace and a report. */
export const MOST_AT_ONCE = 100;

export const TOO_MANY = `A job takes at most ${count(MOST_PICKED)} that are picked: filter them, and use “all that match”`;

/** What can be done with the events that are selected, or with all that match. */
export function SelectionBar({
  list,
  onAct,
}: {
  list: EventList;
  onAct: (act: 'retry' | 'discard') => void;
}) {
  const { selected, matched, rows } = useStore(list.state);
  if (selected.size === 0) return null;
  const few = selected.size <= MOST_AT_ONCE;
  const loaded = rows.flatMap((row) => row?.trace_id ?? []);
  return (
    <section class="selection-bar" aria-label="Selected events">
      <strong>{counted(selected.size, 'event')} selected</strong>
      {few && (
        <>
          <Button needs="operator" kind="primary" onClick={() => onAct('retry')}>
            Retry {count(selected.size)}
          </Button>
          <Button needs="operator" onClick={() => onAct('discard')}>
            Discard {count(selected.size)}
          </Button>
        </>
      )}
      <Button
        needs="operator"
        kind={few ? 'plain' : 'primary'}
        disabledFor={selected.size > MOST_PICKED ? TOO_MANY : null}
        onClick={() => navigate(pickedAddress('retry', [...selected]))}
      >
        Plan a job for {counted(selected.size, 'event')}
      </Button>
      <Button kind="quiet" onClick={() => list.select([...selected], false)}>
        Select none
      </Button>
      {loaded.length <= MOST_PICKED && selected.size < loaded.length && (
        <Button kind="quiet" class="wide-only" onClick={() => list.select(loaded, true)}>
          Select the {count(loaded.length)} loaded
        </Button>
      )}
      {matched !== null && matched > selected.size && (
        // On a phone the bar would cover half of the list; without a selection they stand above it.
        <span class="wide-only">
          <AllThatMatch list={list} matched={matched} />
        </span>
      )}
    </section>
  );
}

/** Links to the plan of a job with the same filter. */
export function AllThatMatch({ list, matched }: { list: EventList; matched: number }) {
  const role = useMe()?.role;
  const { filters } = list.query;
  const words = `All that match (${count(matched)}):`;
  if (!includesRole(role, 'operator')) {
    return (
      <span class="muted">
        {words} {refusalOf('operator', role)}
      </span>
    );
  }
  return (
    <span class="row">
      <span class="muted">{words}</span>
      <a class="button" href={hrefOf(jobAddress('retry', filters))}>
        Plan a retry
      </a>
      <a class="button" href={hrefOf(jobAddress('discard', filters))}>
        Plan a discard
      </a>
    </span>
  );
}
