import type { Readable } from 'node:stream';
import { MAX_RESPONSE_LENGTH } from '../domain/letter/failure.js';
import type { Clock } from '../runtime/clock.js';

/** What was read of an answer's body. */
export interface AnswerText {
  /** `null`: it was not read to its end, since it is too long, broken or too slow, or nobody wants it. */
  body: string | null;
  /** Its start, at most MAX_BEGINNING_LENGTH characters; empty for what is no text. */
  beginning: string;
}

export const NOT_READ: AnswerText = { body: null, beginning: '' };

/** More than a record keeps, so that a secret in it is seen whole before the cut. */
const MAX_BEGINNING_LENGTH = 2 * MAX_RESPONSE_LENGTH;

/** Bytes that hold as many characters of UTF-8, whichever they are. */
const BEGINNING_BYTES = 4 * MAX_BEGINNING_LENGTH;

/** How long a body that nobody wants is read, so that its connection can be used again, milliseconds. */
const DISCARD_MS = 1_000;

/** How long a request waits for the end of such a body, milliseconds. */
const DISCARD_WAIT_MS = 50;

/**
 * Reads a body for at most `ms` milliseconds. Never rejects: the status has come, and what goes wrong with the body
 * does not undo it.
 */
export async function readAnswer(stream: Readable, clock: Clock, ms: number): Promise<AnswerText> {
  const chunks: Buffer[] = [];
  let cancel = () => {};
  const whole = await new Promise<boolean>((resolve) => {
    // A destroyed stream may emit no event, so the timer is needed.
    cancel = clock.after(ms, () => resolve(false));
    stream
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .once('end', () => resolve(true))
      .once('close', () => resolve(false))
      // A second error needs a handler too: an unhandled one would end the process.
      .on('error', () => resolve(false));
  });
  cancel();
  if (!whole) stream.destroy();
  return { body: whole ? Buffer.concat(chunks).toString('utf8') : null, beginning: beginningOf(chunks) };
}

/**
 * Reads a body that nobody wants, so that its connection can be used again. Resolves at its end, or after a moment: the
 * rest is read beside what goes on, and given up after DISCARD_MS.
 */
export async function discardAnswer(stream: Readable, clock: Clock): Promise<void> {
  const cancel = clock.after(DISCARD_MS, () => stream.destroy());
  await new Promise<void>((resolve) => {
    const goOn = clock.after(DISCARD_WAIT_MS, resolve);
    const end = () => {
      goOn();
      cancel();
      resolve();
    };
    stream.on('error', end).once('end', end).once('close', end).resume();
  });
}

function beginningOf(chunks: readonly Buffer[]): string {
  const bytes = Buffer.concat(chunks).subarray(0, BEGINNING_BYTES);
  // Text holds no zero byte; nearly every binary format does.
  if (bytes.includes(0)) return '';
  // `stream`: leaves out a character that the cut has split.
  return new TextDecoder('utf-8').decode(bytes, { stream: true }).slice(0, MAX_BEGINNING_LENGTH);
}
