const STATUS = { PreconditionFailed: 412, NoSuchKey: 404, NotImplemented: 501 };
const XML = ['content-type', 'application/xml'];

/**
 * @typedef {object} StubRequest
 * @property {string} method
 * @property {string} url path style: `/bucket/key?query`
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders
 * @property {Buffer} body
 *
 * @typedef {{ status: number, headers: string[], body?: Buffer | string }} StubAnswer
 */

/**
 * Carries a request out, whatever its bucket and its signature.
 * @param {import('./bucket.mjs').StubBucket} bucket
 * @param {StubRequest} request
 * @returns {StubAnswer}
 */
export function answer(bucket, request) {
  const { method, url, headers } = request;
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const slash = path.indexOf('/', 1);
  const key = slash === -1 ? '' : decodeURIComponent(path.slice(slash + 1));
  if (key === '') return answerForBucket(bucket, method, queryAt === -1 ? '' : url.slice(queryAt + 1));
  if (method === 'PUT') return put(bucket, key, request);
  if (method === 'DELETE') {
    const refusal = bucket.remove(key, headers['if-match']);
    return refusal === undefined ? { status: 204, headers: [] } : failure(refusal);
  }
  if (method !== 'GET' && method !== 'HEAD') return failure('NotImplemented');
  const object = bucket.get(key);
  if (object === undefined) return failure('NoSuchKey');
  const { etag, contentType, metadata, lastModified, bytes } = object;
  const written = new Date(lastModified).toUTCString();
  const told = ['etag', etag, 'content-type', contentType, 'last-modified', written, ...metadata];
  return { status: 200, headers: told, body: bytes };
}

/** @returns {StubAnswer} */
function put(bucket, key, { headers, rawHeaders, body }) {
  // Sent only for streams, which no benchmark sends.
  if (headers['content-encoding']?.includes('aws-chunked')) return failure('NotImplemented');
  const metadata = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 && name.toLowerCase().startsWith('x-amz-meta-') ? [name, rawHeaders[i + 1]] : [],
  );
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  const conditions = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
  const stored = bucket.put(key, { bytes: body, contentType, metadata }, conditions);
  return typeof stored === 'string' ? failure(stored) : { status: 200, headers: ['etag', stored.etag] };
}

/** @returns {StubAnswer} */
function answerForBucket(bucket, method, search) {
  const query = new URLSearchParams(search);
  if (method !== 'GET' || query.get('list-type') !== '2') return failure('NotImplemented');
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : escape;
  const page = bucket.list({
    prefix: query.get('prefix') ?? '',
    startAfter: query.get('start-after') ?? '',
    maxKeys: Math.min(Number(query.get('max-keys') ?? 1_000), 1_000),
  });
  const encoding = encode === escape ? '' : '<EncodingType>url</EncodingType>';
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `${encoding}<IsTruncated>${page.truncated}</IsTruncated>`,
    ...page.entries.map(({ key, object }) => contents(encode(key), object)),
    '</ListBucketResult>',
  ].join('');
  return { status: 200, headers: XML, body };
}

function contents(key, { etag, bytes, lastModified }) {
  const written = new Date(lastModified).toISOString();
  return (
    `<Contents><Key>${key}</Key><LastModified>${written}</LastModified><ETag>${escape(etag)}</ETag>` +
    `<Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
}

/** @returns {StubAnswer} */
function failure(code) {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status: STATUS[code], headers: XML, body };
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
