import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/**
 * A channel of type `webhook`: keeps the notices whose signature is right (Standard Webhooks), and counts the others.
 *
 * @param {string} secret `whsec_...`
 * @param {() => number} seconds since the begin of the run; each notice is kept with it
 */
export async function openNoticeReceiver(secret, seconds) {
  const notices = [];
  let badSignatures = 0;
  const take = (headers, body) => {
    try {
      new Webhook(secret).verify(body, headers);
      const { type, data } = JSON.parse(body);
      const { state, subject, error_code: code, dead_letters: count } = data;
      notices.push({ at: seconds(), type, state, subject, code, count });
    } catch {
      badSignatures++;
    }
  };
  const serve = async (request, response) => {
    take(request.headers, await text(request));
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    notices,
    get badSignatures() {
      return badSignatures;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
