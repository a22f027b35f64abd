import { request } from 'node:http';

export interface Called {
  status: number;
  /** The stable word of a problem answer. */
  code: string | undefined;
  headers: Record<string, unknown>;
}

/** Sends a request with headers that `fetch` lets nobody choose, such as Host and Origin, and does not read the body. */
export function callAsIs(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Called> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, headers, agent: false }, (response) => {
      let text = '';
      const done = () => {
        const code = /"code":"(\w+)"/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, code, headers: response.headers });
        response.destroy();
      };
      // A stream of events has no end, and no problem in it.
      if (response.headers['content-type']?.includes('event-stream') === true) return done();
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', done);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
