/** A span as a collector sees it. */
export interface SeenSpan {
  traceId: string;
  spanId: string;
  /** Empty: it begins its trace. */
  parentSpanId: string;
  traceState: string;
  name: string;
  /** 1: internal, 2: server, 3: client. */
  kind: number;
  startedAt: bigint;
  attributes: Record<string, string | number>;
  links: Array<{ traceId: string; spanId: string }>;
  /** 2: failed. */
  status: number;
  resource: Record<string, string | number>;
}

interface JsonAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

type Missing = 'parentSpanId' | 'traceState' | 'links';

interface JsonSpan
  extends
    Omit<SeenSpan, Missing | 'startedAt' | 'attributes' | 'status' | 'resource'>,
    Partial<Pick<SeenSpan, Missing>> {
  startTimeUnixNano: string;
  attributes: JsonAttribute[];
  status: { code: number };
}

interface JsonRequest {
  resourceSpans: Array<{
    resource: { attributes: JsonAttribute[] };
    scopeSpans: Array<{ spans: JsonSpan[] }>;
  }>;
}

/** The spans of an ExportTraceServiceRequest in JSON. */
export function spansOfJson(text: string): SeenSpan[] {
  const { resourceSpans } = JSON.parse(text) as JsonRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ parentSpanId = '', traceState = '', links = [], ...span }) => ({
        ...span,
        parentSpanId,
        traceState,
        links,
        startedAt: BigInt(span.startTimeUnixNano),
        attributes: attributesOfJson(span.attributes),
        status: span.status.code,
        resource: attributesOfJson(resource.attributes),
      })),
    ),
  );
}

function attributesOfJson(attributes: JsonAttribute[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']),
  );
}

type Value = Buffer | bigint;

/**
 * The same in protobuf.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function spansOfProtobuf(bytes: Buffer): SeenSpan[] {
  return messages(bytes, 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] ?? Buffer.alloc(0), 1);
    return messages(resourceSpans, 2)
      .flatMap((scopeSpans) => messages(scopeSpans, 2))
      .map((span) => ({
        traceId: bytesIn(span, 1).toString('hex'),
        spanId: bytesIn(span, 2).toString('hex'),
        traceState: bytesIn(span, 3).toString(),
        parentSpanId: bytesIn(span, 4).toString('hex'),
        name: bytesIn(span, 5).toString(),
        kind: numberIn(span, 6),
        startedAt: fieldsOf(span).find(([field]) => field === 7)![1] as bigint,
        attributes: attributesOf(span, 9),
        links: messages(span, 13).map((link) => ({
          traceId: bytesIn(link, 1).toString('hex'),
          spanId: bytesIn(link, 2).toString('hex'),
        })),
        status: numberIn(bytesIn(span, 15), 3),
        resource,
      }));
  });
}

function attributesOf(message: Buffer, field: number): Record<string, string | number> {
  return Object.fromEntries(
    messages(message, field).map((attribute) => {
      const value = bytesIn(attribute, 2);
      const [kind] = fieldsOf(value)[0] ?? [];
      return [
        bytesIn(attribute, 1).toString(),
        kind === 1 ? bytesIn(value, 1).toString() : numberIn(value, 3),
      ];
    }),
  );
}

function messages(message: Buffer, field: number): Buffer[] {
  return fieldsOf(message).flatMap(([number, value]) =>
    number === field && Buffer.isBuffer(value) ? [value] : [],
  );
}

function bytesIn(message: Buffer, field: number): Buffer {
  return messages(message, field)[0] ?? Buffer.alloc(0);
}

function numberIn(message: Buffer, field: number): number {
  return Number(fieldsOf(message).find(([number]) => number === field)?.[1] ?? 0);
}

/** The fields of a message: their numbers, and their bytes or numbers. */
function fieldsOf(message: Buffer): Array<[number, Value]> {
  const fields: Array<[number, Value]> = [];
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = message[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7n;
    }
  };
  const take = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) fields.push([tag >> 3, varint()]);
    else if (wire === 1) fields.push([tag >> 3, take(8).readBigUInt64LE()]);
    else if (wire === 5) fields.push([tag >> 3, BigInt(take(4).readUInt32LE())]);
    else fields.push([tag >> 3, take(Number(varint()))]);
  }
  return fields;
}
