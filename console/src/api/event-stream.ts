import { send } from './send.js';
import { ApiProblem } from './problem.js';

/** One event of a stream. */
export interface StreamEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Reads server-sent events from text that arrives in pieces (HTML standard, section 9.2). */
export class EventStreamReader {
  private rest = '';

  /** @returns the events that are complete now */
  take(piece: string): StreamEvent[] {
    const blocks = (this.rest + piece).replace(/\r\n?/g, '\n').split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter((event) => event !== null);
  }
}

function eventOf(block: string): StreamEvent | null {
  const found: StreamEvent = { event: 'message', data: '', id: null };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') found.event = value;
    else if (field === 'id') found.id = value;
  }
  return data.length === 0 ? null : { ...found, data: data.join('\n') };
}

const RECONNECT_MS = 2_000;

/**
 * Follows a stream of the API until `signal` ends it, or the service closes it after its last event. A stream that breaks
 * off is opened again. `EventSource` is not used, because it sends no credential of its own.
 *
 * @param onBreak the stream broke off, or was not opened, and is tried again in a moment
 * @throws ApiProblem where the service refuses the stream
 */
export async function followStream(
  url: string,
  signal: AbortSignal,
  onEvent: (event: StreamEvent) => void,
  onBreak: () => void,
): Promise<void> {
  let lastId: string | null = null;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastId !== null) headers['last-event-id'] = lastId;
      const response = await send({ method: 'GET', url, headers, signal });
      // 204: whoever comes again after the last event is told that nothing more comes.
      if (response.status === 204) return;
      for await (const event of eventsIn(response)) {
        lastId = event.id ?? lastId;
        onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem && error.status < 500) throw error;
    }
    if (signal.aborted) return;
    onBreak();
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

async function* eventsIn(response: Response): AsyncGenerator<StreamEvent> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const events = new EventStreamReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* events.take(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
