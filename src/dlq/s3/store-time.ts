import type { S3Client } from '@aws-sdk/client-s3';

/** The header by which a server tells its clock; the SDK's own outputs leave it out. */
interface WithHeaders {
  headers?: Record<string, string>;
}

const times = new WeakMap<object, number>();

/** Makes the client remember the `Date` header of each answer beside its output. */
export function rememberStoreTime(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const date = (result.response as WithHeaders).headers?.date;
      const time = date === undefined ? Number.NaN : Date.parse(date);
      if (result.output !== undefined && !Number.isNaN(time)) times.set(result.output, time);
      return result;
    },
    { step: 'deserialize', name: 'rememberStoreTime', priority: 'high' },
  );
}

/** The server's clock at the answer that gave `output`, milliseconds since the epoch. */
export function storeTimeOf(output: object): number | undefined {
  return times.get(output);
}
