import cluster, { type Worker } from 'node:cluster';

/** What the first process and its workers say to each other about a connection, as Node's cluster module writes it. */
interface ClusterMessage {
  cmd?: string;
  act?: string;
  seq?: number;
  ack?: number;
}

interface Handle {
  close: () => void;
}

/**
 * Watches connections that the first process hands to a worker, until the worker confirms them. When a worker is killed
 * before that, Node forgets its connections: they stay open in the first process, and their senders wait for ever. This
 * class hands them to another worker, as Node does with a connection that a worker refuses. Without another worker it
 * closes them.
 */
export function watchHandedConnections(worker: Worker): void {
  const handed = new Map<number, Handle>();
  const channel = worker.process;
  const send = channel.send.bind(channel) as (...args: unknown[]) => boolean;
  const noted = (message: ClusterMessage, handle: Handle | undefined, ...rest: unknown[]): boolean => {
    const isConnection = message.cmd === 'NODE_CLUSTER' && message.act === 'newconn';
    if (isConnection && message.seq !== undefined && handle !== undefined) handed.set(message.seq, handle);
    return send(message, handle, ...rest);
  };
  Object.assign(channel, { send: noted });
  channel.on('internalMessage', ({ ack }: ClusterMessage) => {
    if (ack !== undefined) handed.delete(ack);
  });
  const lost = (): void => {
    // Node removes a worker from its lists before it reports the worker's end, so it hands it nothing more.
    if (worker.isConnected()) return;
    for (const [seq, handle] of handed) {
      if (hasOthers(worker)) channel.emit('internalMessage', turnedAway(seq), undefined);
      else handle.close();
    }
    handed.clear();
  };
  // Node emits no `disconnect` for a worker that is killed while a connection is on its way to it.
  worker.on('disconnect', lost);
  worker.on('exit', lost);
}

/** The message of a worker that refuses a connection. */
function turnedAway(seq: number): object {
  return { cmd: 'NODE_CLUSTER', ack: seq, accepted: false };
}

function hasOthers(gone: Worker): boolean {
  return Object.values(cluster.workers ?? {}).some((other) => other !== gone && other?.isConnected());
}
