/** Error codes of S3 servers, in groups that are handled alike. */

/** The server is overloaded: it refused the request before it changed anything. */
export const OVERLOADED = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'TooManyRequests',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'PriorRequestNotComplete',
  'ServerBusy',
]);

/** `Throttling`, `ThrottlingException`, `ThrottledException`, `RequestThrottled`, `EC2ThrottledException`. */
export const THROTTLED = /throttl/i;

/** The credentials have expired. Their provider may have new ones. */
export const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
]);

/** The server does not accept the credentials: the key may have been deleted or replaced. */
export const REPLACED = new Set([
  'AccessKeyDisabled',
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** The same call may succeed when it is repeated. */
export const PASSING = new Set([
  'RequestTimeout',
  // The next request is signed with the time of this answer.
  'RequestTimeTooSkewed',
  // The body was damaged on the way to the server.
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
  ...EXPIRED,
]);

/** The bucket is in another region, or at another address. */
export const ELSEWHERE = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect', 'TemporaryRedirect']);

/** With status 400, servers answer one of these codes to a header that they do not know. */
export const UNKNOWN_HEADER = new Set([
  'InvalidArgument',
  'InvalidRequest',
  'NotImplemented',
  'UnsupportedHeader',
  '',
]);
