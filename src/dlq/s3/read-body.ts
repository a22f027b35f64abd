import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';

/** The whole body. Rejects when `signal` aborts, and gives its socket up: the SDK watches only for the head. */
export async function readBody(
  body: GetObjectCommandOutput['Body'],
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!(body instanceof Readable)) return (await body?.transformToByteArray()) ?? new Uint8Array();
  const giveUp = () => body.destroy(new Error('the body did not arrive in time'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
