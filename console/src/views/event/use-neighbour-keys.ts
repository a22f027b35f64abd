import { navigate } from '../../router/location.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { announce } from '../../ui/live-region.js';
import { listAddress, neighbourOf } from '../events/neighbours.js';

/** Keys that lead to other events of the list, and back to it; also from an event that has left the queue. */
export function useNeighbourKeys(traceId: string): void {
  const go = (by: 1 | -1) => {
    const next = neighbourOf(traceId, by);
    if (next === null) announce('There is no other event in the list');
    else navigate(`/events/${next}`, { replace: true });
  };
  useShortcuts([
    { keys: 'j', does: 'Next event of the list', run: () => go(1) },
    { keys: 'k', does: 'Event before it in the list', run: () => go(-1) },
    { keys: 'u', does: 'Back to the list', run: () => navigate(listAddress()) },
  ]);
}
