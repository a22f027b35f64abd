const MAGIC = Buffer.from('cxone-dlq-object/1 ');
const LINE_END = 0x0a;

/** What stands in the first line of an object's file, before the body. */
export interface ObjectHeader {
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}

/** Of a file that has no header line: a body put there by hand. */
const PLAIN: ObjectHeader = { contentType: 'application/octet-stream', metadata: {} };

/** The header line, its line end included. */
export function encodeHeader({ contentType, metadata }: ObjectHeader): Buffer {
  return Buffer.concat([MAGIC, Buffer.from(`${JSON.stringify({ contentType, metadata })}\n`)]);
}

/** Takes a whole file apart. A file without a valid header line is all body. */
export function decodeObjectFile(file: Buffer): { header: ObjectHeader; body: Buffer } {
  const header = decodeHeader(file);
  if (header === undefined || header === 'incomplete') return { header: PLAIN, body: file };
  return { header, body: file.subarray(file.indexOf(LINE_END) + 1) };
}

/**
 * Reads the header off the start of a file.
 *
 * @returns `incomplete` when `start` ends before the header line does; undefined when there is no valid header.
 */
export function decodeHeader(start: Buffer): ObjectHeader | 'incomplete' | undefined {
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const end = start.indexOf(LINE_END);
  if (end === -1) return 'incomplete';
  try {
    const value: unknown = JSON.parse(start.toString('utf8', MAGIC.length, end));
    return isHeader(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the header of a whole file, or of one that has none. */
export function headerOrPlain(header: ObjectHeader | 'incomplete' | undefined): ObjectHeader {
  return header === undefined || header === 'incomplete' ? PLAIN : header;
}

function isHeader(value: unknown): value is ObjectHeader {
  if (typeof value !== 'object' || value === null) return false;
  const { contentType, metadata } = value as Partial<Record<keyof ObjectHeader, unknown>>;
  if (typeof contentType !== 'string' || typeof metadata !== 'object' || metadata === null) return false;
  return Object.values(metadata).every((entry) => typeof entry === 'string');
}
