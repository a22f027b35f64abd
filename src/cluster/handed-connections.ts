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
 * Watches the connections that are handed to a worker until the worker says that it has them. Node forgets those of a
 * worker that is killed before: they stay open in the first process, and their senders wait for ever. Here they go to
 * another worker, as Node does it with one that a worker turns away; where there is no other they are closed.
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
    // Node takes a worker off its lists before it tells of its end, and so gives nothing to it again.
    if (worker.isConnected()) return;
    for (const [seq, handle] of handed) {
      if (hasOthers(worker)) channel.emit('internalMessage', turnedAway(seq), undefined);
      else handle.close();
    }
    handed.clear();
  };
  // A worker that is killed while a connection is on its way to it is never told of as disconnected.
  worker.on('disconnect', lost);
  worker.on('exit', lost);
}

/** What a worker says that does not take a connection. */
function turnedAway(seq: number): object {
  return { cmd: 'NODE_CLUSTER', ack: seq, accepted: false };
}

function hasOthers(gone: Worker): boolean {
  return Object.values(cluster.workers ?? {}).some((other) => other !== gone && other?.isConnected());
}
