import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.js';
import { ExchangeFailed } from './s3-answer.js';
import { asStoreError, refusesCredentials, sortRefusal } from './s3-errors.js';

const errorXml = (code: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>words</Message>${more}</Error>`;

function answer(status: number, body = '', headers: Record<string, string> = {}) {
  return { status, body: Buffer.from(body), headers: { 'x-amz-request-id': 'request-1', ...headers } };
}

function refused(status: number, body?: string, headers?: Record<string, string>): StoreError {
  const failure = sortRefusal(answer(status, body, headers), true);
  if (failure instanceof StoreError) return failure;
  throw new Error(failure);
}

describe('sortRefusal', () => {
  it.each([
    [412, errorXml('PreconditionFailed'), 'conflict'],
    [412, '', 'conflict'],
    [404, errorXml('NoSuchKey'), 'missing'],
    [404, '', 'unnamed-404'],
    [404, '<html>not here</html>', 'unnamed-404'],
  ])('takes %i %s for %s', (status, body, expected) => {
    expect(sortRefusal(answer(status, body), true)).toBe(expected);
  });

  it.each([
    [404, 'NoSuchBucket', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [403, 'AccessDenied', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [409, 'ConditionalRequestConflict', { outcomeUnknown: false, retryable: true, overloaded: false }],
    [409, 'OperationAborted', { outcomeUnknown: false, retryable: true, overloaded: false }],
    [409, 'SomethingElse', { outcomeUnknown: false, retryable: true, overloaded: false }],
    [400, 'InvalidRequest', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [405, 'MethodNotAllowed', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [410, 'Gone', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [416, 'InvalidRange', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [418, 'Teapot', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [304, 'NotModified', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [501, 'NotImplemented', { outcomeUnknown: false, retryable: false, overloaded: false }],
    [503, 'SlowDown', { outcomeUnknown: false, retryable: true, overloaded: true }],
    [429, 'Throttling', { outcomeUnknown: false, retryable: true, overloaded: true }],
    [503, 'ServiceUnavailable', { outcomeUnknown: true, retryable: true, overloaded: false }],
    [500, 'InternalError', { outcomeUnknown: true, retryable: true, overloaded: false }],
    [400, 'ExpiredToken', { outcomeUnknown: false, retryable: true, overloaded: false }],
    [400, 'XAmzContentSHA256Mismatch', { outcomeUnknown: false, retryable: true, overloaded: false }],
    [403, 'RequestTimeTooSkewed', { outcomeUnknown: false, retryable: true, overloaded: false }],
  ])('says what is known after %i %s', (status, code, expected) => {
    expect(refused(status, errorXml(code))).toMatchObject({
      ...expected,
      message: expect.stringContaining(`S3 answered ${status} ${code}`) as string,
    });
    const reading = sortRefusal(answer(status, errorXml(code)), false);
    expect(reading).toMatchObject({ outcomeUnknown: false, retryable: expected.retryable });
  });

  it.each([
    [301, errorXml('PermanentRedirect', '<Endpoint>b.s3.eu-west-3.amazonaws.com</Endpoint>'), 'eu-west-3'],
    [307, errorXml('TemporaryRedirect'), 'eu-west-3'],
    [301, '', 'eu-west-3'],
    // The answer to a HEAD.
    [400, '', 'eu-west-3'],
  ])('says where the bucket is: %i %s', (status, body, region) => {
    const error = refused(status, body, { 'x-amz-bucket-region': region });
    expect(error.message).toMatch(
      new RegExp(`^S3 answered ${status}.*: the bucket is in the region ${region} `),
    );
    expect(error).toMatchObject({ outcomeUnknown: false, retryable: false });
  });

  it('reads the region out of a complaint about the signature', () => {
    const { message } = refused(400, errorXml('AuthorizationHeaderMalformed', '<Region>eu-west-3</Region>'));
    expect(message).toBe(
      'S3 answered 400 AuthorizationHeaderMalformed: the bucket is in the region eu-west-3 (AWS_REGION)',
    );
  });

  it('names what to look at when a redirect does not tell the region', () => {
    expect(refused(302, '<html/>', { location: 'https://login.example.com/?token=secret' }).message).toBe(
      'S3 answered 302: the bucket is at another address (AWS_REGION, AWS_ENDPOINT_URL_S3)',
    );
  });

  it('does not speak of the region in other refusals', () => {
    const error = refused(403, errorXml('AccessDenied'), { 'x-amz-bucket-region': 'eu-west-3' });
    expect(error.message).toBe('S3 answered 403 AccessDenied');
  });

  it('keeps the request id, and nothing that a server could have slipped in', () => {
    const body = errorXml('Evil\nCode', '<StringToSign>AWS4-HMAC-SHA256</StringToSign>');
    const error = refused(403, body, { authorization: 'echoed' });
    expect(error.message).toBe('S3 answered 403');
    expect(inspect(error, { depth: 5 })).toContain('request-1');
    expect(inspect(error, { depth: 5, showHidden: true })).not.toMatch(/Evil|AWS4|echoed/);
  });
});

describe('asStoreError', () => {
  it.each([
    [new ExchangeFailed('ECONNREFUSED', false), 'S3 was not asked: ECONNREFUSED', false, false],
    [new ExchangeFailed('timeout', true), 'S3 did not answer: timeout', true, false],
    [
      new ExchangeFailed('3 requests wait for a connection', false, true),
      /^S3 was not asked: 3 /,
      false,
      true,
    ],
    [new TypeError('unforeseen'), 'S3 did not answer: TypeError', true, false],
  ])('knows whether a change may have been made: %s', (error, message, outcomeUnknown, overloaded) => {
    expect(asStoreError(error, true)).toMatchObject({ outcomeUnknown, overloaded, retryable: true });
    expect(asStoreError(error, true).message).toMatch(message);
    expect(asStoreError(error, false).outcomeUnknown).toBe(false);
  });
});

describe('refusesCredentials', () => {
  it.each([
    [403, errorXml('InvalidAccessKeyId'), true],
    [400, errorXml('ExpiredToken'), true],
    [401, '', true],
    [403, '', true],
    [403, errorXml('AccessDenied'), false],
    [412, errorXml('PreconditionFailed'), false],
    [409, errorXml('OperationAborted'), false],
    [404, errorXml('NoSuchKey'), false],
    [503, errorXml('ExpiredToken'), false],
    [200, '', false],
  ])('%i %s: %s', (status, body, expected) => {
    expect(refusesCredentials(answer(status, body))).toBe(expected);
  });
});
