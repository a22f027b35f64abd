import { useState } from 'preact/hooks';
import { navigate } from '../../router/location.js';
import { useCommands } from '../../state/commands.js';
import { useMe } from '../../state/session.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { useStore } from '../../state/store.js';
import { refusalOf } from '../../ui/button.js';
import { announce } from '../../ui/live-region.js';
import { toastRefusal } from '../../ui/toast.js';
import { retryEvent } from '../event/actions.js';
import type { EventList } from './event-list.js';
import { outcomeOf } from './list-state.js';
import { MOST_PICKED, pickedAddress } from '../jobs/picked.js';
import { jobAddress } from './event-query.js';
import { MOST_ROWS } from './events-table.js';
import { MOST_AT_ONCE, TOO_MANY } from './selection-bar.js';

/**
 * The keys and commands of the list of events.
 *
 * @param moveRef moves the cursor by some rows
 * @param turnRound sorts the list the other way
 * @param act opens the dialog that does something with events
 */
export function useListKeys(
  list: EventList,
  moveRef: { current: (by: number) => void },
  turnRound: () => void,
  act: (action: 'retry' | 'discard', traceIds: string[]) => void,
): void {
  const { rows, matched, cursor, selected } = useStore(list.state);
  const [retrying, setRetrying] = useState(false);
  const refusal = refusalOf('operator', useMe()?.role);
  const here = rows[cursor]?.trace_id ?? null;
  const move = (by: number) => moveRef.current(by);
  const needsRow = here === null ? 'Go to an event first (j)' : null;

  const open = () => here !== null && navigate(`/events/${here}`);
  const select = (toHere: boolean) => {
    if (here === null) return;
    void list
      .check(cursor, toHere || !selected.has(here), toHere)
      .then(() => announce(`${list.state.get().selected.size} selected`));
  };
  const planPicked = (action: 'retry' | 'discard') => {
    if (selected.size > MOST_PICKED) toastRefusal(TOO_MANY);
    else navigate(pickedAddress(action, [...selected]));
  };
  const discard = () => {
    if (refusal !== null) return toastRefusal(refusal);
    if (selected.size > MOST_AT_ONCE) return planPicked('discard');
    const ids = selected.size > 0 ? [...selected] : here === null ? [] : [here];
    if (ids.length > 0) act('discard', ids);
  };
  const retry = async () => {
    if (refusal !== null) return toastRefusal(refusal);
    if (selected.size > MOST_AT_ONCE) return planPicked('retry');
    if (selected.size > 0) return act('retry', [...selected]);
    if (here === null || retrying) return;
    setRetrying(true);
    list.note(here, { tone: 'neutral', text: 'It is being retried' });
    move(1);
    const ended = await retryEvent(here);
    list.note(here, outcomeOf(ended));
    announce(ended.text);
    setRetrying(false);
    if (ended.needsReason) act('retry', [here]);
  };
  const toEnd = () => {
    if (matched === null) return;
    if (matched <= MOST_ROWS) return move(matched);
    // The last row is beyond what a browser lays out; in the other order it is the first one.
    turnRound();
    announce('The list is sorted the other way: what was last comes first');
  };
  const search = () => document.getElementById('event-search')?.focus();

  useShortcuts([
    { keys: 'j', does: 'Next event', run: () => move(1) },
    { keys: 'k', does: 'Event before', run: () => move(-1) },
    { keys: 'Home', does: 'First event', run: () => move(-(matched ?? 0)) },
    { keys: 'End', does: 'Last event; of a very long list, sort it the other way', run: toEnd },
    { keys: 'Enter', does: 'Open the event', run: open },
    { keys: 'x', does: 'Select the event', run: () => select(false) },
    { keys: 'X', does: 'Select every event from the last selected one to this one', run: () => select(true) },
    {
      keys: 'r',
      does: 'Retry the event and go to the next; or retry those selected, more than 100 by a job',
      run: () => void retry(),
    },
    { keys: 'd', does: 'Discard the event, or those selected', run: discard },
    { keys: '/', does: 'Search in the errors', run: search },
  ]);
  const { filters } = list.query;
  useCommands([
    {
      id: 'events-retry',
      title: 'Retry this event',
      disabledFor: refusal ?? needsRow,
      run: () => void retry(),
    },
    { id: 'events-discard', title: 'Discard this event', disabledFor: refusal ?? needsRow, run: discard },
    { id: 'events-search', title: 'Search in the errors', run: search },
    {
      id: 'events-end',
      title: 'Go to the other end of the list',
      keywords: 'last oldest newest',
      run: toEnd,
    },
    { id: 'events-reload', title: 'Load the list again', keywords: 'refresh', run: () => list.reload() },
    {
      id: 'events-plan-picked',
      title: 'Plan a job for the events that are selected',
      keywords: 'redrive retry correct discard erase',
      disabledFor: refusal ?? (selected.size === 0 ? 'Select events first (x)' : null),
      run: () => planPicked('retry'),
    },
    {
      id: 'events-plan-retry',
      title: 'Plan a retry of all events that match',
      keywords: 'job redrive',
      disabledFor: refusal,
      run: () => navigate(jobAddress('retry', filters)),
    },
    {
      id: 'events-plan-discard',
      title: 'Plan a discard of all events that match',
      keywords: 'job',
      disabledFor: refusal,
      run: () => navigate(jobAddress('discard', filters)),
    },
  ]);
}
