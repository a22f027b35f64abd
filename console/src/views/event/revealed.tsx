import { Button } from '../../ui/button.js';
import type { ErrorPlace } from './error-place.js';
import { EventJson } from './event-json.js';
import type { SeenRecord } from './use-event.js';

/** The event with its masked values, marked, and only as long as the page is open. It is kept nowhere. */
export function Revealed({
  seen,
  place,
  error,
  onClose,
}: {
  seen: SeenRecord;
  place: ErrorPlace | null;
  error: string;
  onClose: () => void;
}) {
  return (
    <section class="revealed stack" aria-label="Revealed">
      <div class="row">
        <strong>Masked values are shown here</strong>
        <span class="muted">Your name and your reason are in the audit.</span>
        <span class="spacer" />
        <Button onClick={onClose}>Hide them again</Button>
      </div>
      <EventJson value={seen.record.original_event} place={place} error={error} />
    </section>
  );
}
