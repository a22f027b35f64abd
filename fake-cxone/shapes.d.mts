/** As fake-cxone/events.mjs makes it up. */
export interface MadeUpEvent {
  event_id: string;
  tenant_id: string;
  timestamp: string;
  schema_version: string;
  payload: Record<string, unknown>;
}

/** Named as the fixtures under test/fixtures/events. */
export const SHAPES: string[];

export const ENCODINGS: string[];

/** An endless series of bodies in these shapes, in turn. */
export function bodiesOf(
  events: Iterator<MadeUpEvent>,
  options: { shapes: string[]; batch: number; encoding: string },
): Generator<string, never>;

export function contentTypeOf(encoding: string): string;
