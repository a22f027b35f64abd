import type { Readable } from 'node:stream';
import { isAxiosError } from 'axios';
import { MAX_RESPONSE_LENGTH } from '../domain/failure.js';

/** What was read of an answer's body. */
export interface AnswerText {
  /** `null`: longer than what is read. */
  body: string | null;
  /** Its start, at most MAX_BEGINNING_LENGTH characters; empty for what is no text. */
  beginning: string;
}

/** More than a record keeps, so that a secret in it is seen whole before the cut. */
export const MAX_BEGINNING_LENGTH = 2 * MAX_RESPONSE_LENGTH;

/** Bytes that hold as many characters of UTF-8, whichever they are. */
const BEGINNING_BYTES = 4 * MAX_BEGINNING_LENGTH;

/** @throws what ends the stream early, except that it was too long. */
export async function readAnswer(stream: Readable): Promise<AnswerText> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch (error) {
    if (!isAxiosError(error) || !error.message.startsWith('maxContentLength')) throw error;
    return { body: null, beginning: beginningOf(chunks) };
  }
  return { body: Buffer.concat(chunks).toString('utf8'), beginning: beginningOf(chunks) };
}

function beginningOf(chunks: readonly Buffer[]): string {
  const bytes = Buffer.concat(chunks).subarray(0, BEGINNING_BYTES);
  // A zero byte is in no text, and in nearly everything else.
  if (bytes.includes(0)) return '';
  // `stream`: a character that the cut has halved is left out.
  return new TextDecoder('utf-8').decode(bytes, { stream: true }).slice(0, MAX_BEGINNING_LENGTH);
}
