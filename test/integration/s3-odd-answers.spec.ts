import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PutOptions } from '../../src/store/object-store.port.js';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { ScriptedServer, type ScriptedAnswer } from '../support/scripted-server.js';

const refusal = (status: number, code: string): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  text: `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>words</Message></Error>`,
});

describe('answers of S3 that prove nothing', () => {
  let server: ScriptedServer;
  let store: S3ObjectStore;

  beforeEach(async () => {
    server = await ScriptedServer.start(() => ({}));
    store = new S3ObjectStore({
      bucket: 'bucket',
      region: 'us-east-1',
      endpoint: server.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestTimeoutMs: 10_000,
    });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  const put = (condition: PutOptions['condition']) =>
    store.put('key', Buffer.from('body'), { condition, contentType: 'text/plain', metadata: {} });

  it.each([
    [404, 'NoSuchKey'],
    [400, 'InvalidRequest'],
    [405, 'MethodNotAllowed'],
    [409, 'ConditionalRequestConflict'],
    [409, 'OperationAborted'],
    [410, 'Gone'],
    [428, 'PreconditionRequired'],
  ])('do not make a new object one that exists: %i %s', async (status, code) => {
    server.script = () => refusal(status, code);
    await expect(put('absent')).rejects.toMatchObject({
      name: 'StoreError',
      outcomeUnknown: false,
      retryable: status === 409,
    });
  });

  it.each([409, 400, 405, 410])('do not make a change a lost race: %i', async (status) => {
    server.script = () => refusal(status, 'Odd');
    const error = { name: 'StoreError', outcomeUnknown: false, retryable: status === 409 };
    await expect(put({ ifMatch: '"e"' })).rejects.toMatchObject(error);
    await expect(store.remove('key', { ifMatch: '"e"' })).rejects.toMatchObject(error);
  });

  it('a change of an object that is gone is a lost race', async () => {
    server.script = () => refusal(404, 'NoSuchKey');
    expect(await put({ ifMatch: '"e"' })).toEqual({ outcome: 'conflict' });
    expect(await store.remove('key', { ifMatch: '"e"' })).toEqual({ outcome: 'missing' });
  });

  it('no condition fails where none was set', async () => {
    server.script = () => refusal(412, 'PreconditionFailed');
    await expect(put('none')).rejects.toMatchObject({ name: 'StoreError', outcomeUnknown: false });
  });
});
