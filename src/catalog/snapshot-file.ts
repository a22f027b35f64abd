import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { UNFOLLOWED } from '../store/file/object-reader.js';
import { PRIVATE_FILE } from '../store/file/private-directory.js';

/** Bytes that are read at once: their digest takes about a millisecond. */
const CHUNK_BYTES = 512 * 1024;

const END = /^sha256 ([0-9a-f]{64})\n$/;

/** Bytes of the last line, which has the digest of those before it. */
const END_BYTES = 72;

const LINE_BREAK = 0x0a;

/** The snapshot is not used, or not written, and this is why. */
export class UnusableSnapshot extends Error {}

/** Writes lines and their digest to a new file. Each line is written before the next one is asked for. */
export async function writeSnapshotFile(path: string, lines: Iterable<string>): Promise<void> {
  const digest = createHash('sha256');
  // Nothing is followed: there is nothing at the path.
  const file = await open(path, 'wx', PRIVATE_FILE);
  try {
    for (const line of lines) {
      const bytes = Buffer.from(`${line}\n`);
      digest.update(bytes);
      await file.writeFile(bytes);
    }
    await file.writeFile(`sha256 ${digest.digest('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * The lines of such a file. All of them are checked before the first is yielded, so that none of a damaged file is used. It
 * goes through the file twice: to keep a million summaries until the digest is known would take their memory twice.
 *
 * @throws UnusableSnapshot where the file is damaged; what the file system throws
 */
export async function* readSnapshotFile(path: string): AsyncGenerator<string> {
  const file = await open(path, UNFOLLOWED);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new UnusableSnapshot('it is no regular file');
    const length = stats.size - END_BYTES;
    await check(file, length);
    let rest = Buffer.alloc(0);
    for await (const chunk of chunksOf(file, length)) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_BREAK); end >= 0; end = chunk.indexOf(LINE_BREAK, start)) {
        yield textOf(rest, chunk.subarray(start, end));
        rest = Buffer.alloc(0);
        start = end + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(start)]);
    }
  } finally {
    await file.close();
  }
}

async function check(file: FileHandle, length: number): Promise<void> {
  const last = Buffer.alloc(END_BYTES);
  if (length > 0) await file.read(last, 0, END_BYTES, length);
  const end = END.exec(last.toString('latin1'));
  if (end === null) throw new UnusableSnapshot('its last line is missing');
  const digest = createHash('sha256');
  for await (const chunk of chunksOf(file, length)) digest.update(chunk);
  if (digest.digest('hex') !== end[1]) throw new UnusableSnapshot('it does not match its digest');
}

function textOf(rest: Buffer, piece: Buffer): string {
  return (rest.length === 0 ? piece : Buffer.concat([rest, piece])).toString('utf8');
}

/** Each chunk is a reading of its own, so that others have their turn in between. The next one takes its memory. */
async function* chunksOf(file: FileHandle, length: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK_BYTES, length - at), at);
    if (bytesRead === 0) throw new UnusableSnapshot('it became shorter while it was read');
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}
