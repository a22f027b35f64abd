import express from 'express';
import { Webhook } from 'standardwebhooks';

/**
 * An application that takes events of the service at `POST /events`.
 *
 * @param secret of DELIVERY_SECRET: `whsec_...`
 * @param take is handed each event once, parsed
 */
export function targetApp(secret, take) {
  const webhook = new Webhook(secret);
  /** What was taken. A real target keeps the keys in its database, beside what it wrote for the event. */
  const taken = new Set();
  const app = express();
  // The signature covers the bytes, so that no parser may come before it.
  app.post('/events', express.raw({ type: () => true, limit: '2mb' }), (request, response, next) => {
    try {
      // Compares in constant time, and refuses a timestamp that is more than five minutes away.
      webhook.verify(request.body, request.headers);
    } catch {
      // 401 parks the event: a wrong secret does not mend itself.
      response.status(401).json({ error: 'the signature is wrong' });
      return;
    }
    takeOnce(request).then(() => response.status(204).end(), next);
  });

  async function takeOnce(request) {
    const key = request.get('idempotency-key');
    if (taken.has(key)) return;
    await take(JSON.parse(request.body));
    taken.add(key);
  }
  return app;
}

if (process.argv[1] === import.meta.filename) {
  const { PORT = '3000', DELIVERY_SECRET = '' } = process.env;
  targetApp(DELIVERY_SECRET, async ({ event_id }) => console.log('took', event_id)).listen(PORT, '127.0.0.1');
}
