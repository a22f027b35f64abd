/** One event of a stream. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** Reads server-sent events (HTML standard, section 9.2) as they arrive, until the stream ends. */
export async function* eventsIn(response: Response): AsyncGenerator<StreamEvent> {
  if (response.body === null) return;
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).replace(/\r\n/g, '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventOf(block);
      if (event.data !== '') yield event;
    }
  }
}

function eventOf(block: string): StreamEvent {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
  }
  return { event, data: data.join('\n') };
}
