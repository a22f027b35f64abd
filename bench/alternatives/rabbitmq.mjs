/**
 * Express with RabbitMQ: a quorum queue, publisher confirms, and a dead letter queue that gets each refused event at least
 * once (`x-dead-letter-strategy`, since 3.10). Run by scripts/with-rabbitmq.
 */
import { connect } from 'amqplib';
import { serve } from './express-app.mjs';
import { AT_ONCE } from './limits.mjs';
import { count, processEvent } from './processing.mjs';

const [EVENTS, DEAD] = ['events', 'events.dead'];
const url = process.env.TEST_RABBITMQ_URL;

// One connection to publish and one to consume, as RabbitMQ advises: it may hold a publisher's connection back.
const publisher = await (await connect(url)).createConfirmChannel();
const consuming = await connect(url);
const consumer = await consuming.createChannel();
await consumer.assertQueue(DEAD, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await consumer.assertQueue(EVENTS, {
  durable: true,
  arguments: {
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': DEAD,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  },
});

await consumer.prefetch(AT_ONCE);
await consumer.consume(EVENTS, (message) => {
  try {
    processEvent(JSON.parse(message.content.toString()));
    consumer.ack(message);
    count.processed();
  } catch {
    consumer.nack(message, false, false);
    count.failed();
  }
});

/** Resolves when RabbitMQ has confirmed the message. */
function publish(content) {
  return new Promise((resolve, reject) => {
    publisher.sendToQueue(EVENTS, content, { persistent: true }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** Each dead letter is published again, and leaves its queue when that is confirmed. It stops when the queue is empty. */
async function redrive() {
  const { messageCount } = await consumer.checkQueue(DEAD);
  const channel = await consuming.createChannel();
  await channel.prefetch(AT_ONCE);
  let left = messageCount;
  await new Promise((resolve, reject) => {
    const move = async (message) => {
      await publish(message.content);
      channel.ack(message);
      left -= 1;
      if (left === 0) resolve();
    };
    channel.consume(DEAD, (message) => void move(message).catch(reject)).catch(reject);
  });
  await channel.close();
}

serve({
  enqueue: (event) => publish(Buffer.from(JSON.stringify(event))),
  dead: async () => (await consumer.checkQueue(DEAD)).messageCount,
  redrive,
});
