import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CLOCK, sleep, type Clock } from '../runtime/clock.js';
import { Shutdown } from '../runtime/shutdown.js';
import { OpenAnswers } from './open-answers.js';

/** Time between two looks at the open connections, milliseconds. */
const LOOK_EVERY_MS = 50;

/** A connection whose request is not complete after this is closed, because Node's own timeouts stop with the port. */
const INCOMPLETE_MS = 3_000;

/**
 * Closes the port before any other part of the service ends, so that no new work comes. The store and the dispatcher
 * stay open until the last answer is sent.
 */
@Injectable()
export class HttpClosing implements OnModuleDestroy {
  readonly answers = new OpenAnswers();
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Watches the connections of the server; to be called before it listens. */
  watch(): void {
    this.server = this.adapter.httpAdapter.getHttpServer() as Server;
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.shutdown.onDraining(() => this.answers.askToLeave());
  }

  /** Resolves when no connection is left. */
  async onModuleDestroy(): Promise<void> {
    this.shutdown.begin();
    const { server } = this;
    if (server === undefined || !server.listening) return;
    const closed = new AbortController();
    server.close(() => closed.abort());
    const incompleteUntil = this.clock.monotonic() + INCOMPLETE_MS;
    while (!closed.signal.aborted) {
      server.closeIdleConnections();
      if (this.clock.monotonic() >= incompleteUntil) this.closeIncomplete();
      await sleep(this.clock, LOOK_EVERY_MS, closed.signal).catch(() => {});
    }
  }

  private closeIncomplete(): void {
    for (const socket of this.sockets) if (!this.answers.isBusy(socket)) socket.destroy();
  }
}
