import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Bytes of an answer's beginning that are kept until its head has been read; Node gives up a head of 16 KiB. */
const MAX_HEAD_BYTES = 16_384;

/**
 * Watches one request on its connection, so that a failure can be told as what it is: whether the request may have
 * arrived, and which status came back even where the rest of the answer is no sound HTTP.
 */
export class ExchangeWatch {
  private socket: Socket | undefined;
  private reused = false;
  private connected = false;
  private writtenBefore = 0;
  private head = Buffer.alloc(0);
  private late = false;

  /** @param inTime whether the request may still be sent */
  constructor(private readonly inTime: () => boolean) {}

  /** For axios: starts the request over `node:http` or `node:https` and watches it. */
  readonly transport = {
    request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
      const request = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, onAnswer);
      request.once('socket', (socket) => this.watch(request, socket));
      return request;
    },
  };

  /** Whether a byte of the request may have reached the other side; false: it certainly was not begun. */
  get begun(): boolean {
    return this.connected && this.socket !== undefined && this.socket.bytesWritten > this.writtenBefore;
  }

  /** Whether a kept connection turned out to be gone before anything was written to it. */
  get wasLostIdle(): boolean {
    return this.socket !== undefined && this.reused && !this.begun && !this.late;
  }

  /** Whether it was too late to send the request when there was a connection. */
  get wasLate(): boolean {
    return this.late;
  }

  /** The status that was answered, as far as it was seen before the answer turned out not to be sound. */
  get status(): number | null {
    return statusIn(this.head.toString('latin1'));
  }

  /** Whether anything was answered. */
  get answered(): boolean {
    return this.head.length > 0;
  }

  private watch(request: ClientRequest, socket: Socket): void {
    this.socket = socket;
    // `reusedSocket` is false for a request that had waited for a connection to be free.
    this.reused = request.reusedSocket || isOpen(socket);
    this.connected = this.reused;
    if (this.reused) this.writtenBefore = socket.bytesWritten;
    const lookAtTime = () => this.giveUpIfLate(request);
    const onReady = () => (this.connected = true);
    const keep = (chunk: Buffer) => {
      if (this.head.length < MAX_HEAD_BYTES) this.head = Buffer.concat([this.head, chunk]);
    };
    // Before the parser sees it: what it refuses ends the request.
    socket.prependListener('data', keep);
    const ready = socket instanceof TLSSocket ? 'secureConnect' : 'connect';
    if (!this.reused) socket.once(ready, onReady);
    // With TLS this is the last chance: the end of the handshake sends the request before `secureConnect` tells of it.
    if (socket.pending) socket.once('connect', lookAtTime);
    else lookAtTime();
    const leave = () => {
      socket.off('data', keep).off('connect', lookAtTime).off(ready, onReady);
    };
    request.once('response', leave).once('close', leave);
  }

  /**
   * A process that stood still while it connected learns of the connection before its timers tell that the time is
   * over. The lease may be another replica's by then, so nothing may be sent.
   */
  private giveUpIfLate(request: ClientRequest): void {
    if (this.inTime()) return;
    this.late = true;
    request.destroy();
  }
}

/** Whether a request is sent at once; with TLS, that is when the handshake is done. */
function isOpen(socket: Socket): boolean {
  return !socket.pending && !(socket instanceof TLSSocket && socket.alpnProtocol === null);
}

/** The status of the final answer in the beginning of what came; `null`: its line is not there, or not HTTP/1. */
export function statusIn(text: string): number | null {
  for (let at = 0; ;) {
    const line = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?\r?\n/.exec(text.slice(at));
    if (line === null) return null;
    const status = Number(line[1]);
    if (status >= 200) return status;
    // 1xx only announces the answer.
    const end = text.indexOf('\r\n\r\n', at);
    if (end < 0) return null;
    at = end + 4;
  }
}
