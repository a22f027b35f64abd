import type { Dispatcher } from 'undici';
import { AnswerBody, BufferedBytes, type BodyOverflow } from './answer-body.js';
import { ExchangeFailed, type S3Answer } from './s3-answer.js';

/** The longest body of an error, bytes: longer than any error of S3. */
const MAX_WORDS_BYTES = 65_536;

export interface ExchangeOptions {
  /** The longest body of a success, bytes. A longer one fails the request. 0: a success has no body. */
  maxBodyBytes: number;
  buffered: BufferedBytes;
}

/**
 * One request, as undici's handler: collects the answer, and knows whether the request was begun. A second begin is
 * refused, because undici repeats a request by itself in rare cases.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** @throws ExchangeFailed */
  readonly answer: Promise<S3Answer>;
  /** Called once when the connection is free again. For an aborted request that is later than the end of the answer. */
  onReleased: (() => void) | undefined;
  private begun = false;
  private settled = false;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: S3Answer['headers'] = {};
  private readonly body: AnswerBody;
  private resolve!: (answer: S3Answer) => void;
  private reject!: (error: ExchangeFailed) => void;

  constructor(
    private readonly options: ExchangeOptions = { maxBodyBytes: 1_048_576, buffered: new BufferedBytes() },
  ) {
    this.body = new AnswerBody(options.buffered);
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Whether the answer has been settled, so that nobody waits for it. */
  get over(): boolean {
    return this.settled;
  }

  /** Aborts the request. If it was begun, its socket is closed; otherwise it is never sent. */
  giveUp(reason: string): void {
    if (this.settled) return;
    this.fail(new ExchangeFailed(reason, this.begun));
    this.controller?.abort(new Error(reason));
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.body.drop();
    this.reject(error instanceof ExchangeFailed ? error : new ExchangeFailed(reasonOf(error), this.begun));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled || this.begun) {
      controller.abort(new Error('not to be sent'));
      return;
    }
    this.begun = true;
    this.controller = controller;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: S3Answer['headers'],
  ): void {
    // 1xx answers, such as 100 Continue, come before the final answer.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (this.isRead && Number(headers['content-length']) > this.limit) this.overflow(controller, 'too large');
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    const overflow = this.body.add(chunk, this.limit);
    if (overflow !== null) this.overflow(controller, overflow);
  }

  onResponseEnd(): void {
    if (!this.settled) {
      this.settled = true;
      const { status, headers } = this;
      this.resolve({ status, headers, body: this.body.take() });
    }
    this.release();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
    this.release();
  }

  /** Whether it is a success whose body is asked for. */
  private get isRead(): boolean {
    return this.status < 300 && this.options.maxBodyBytes > 0;
  }

  private get limit(): number {
    return this.isRead ? this.options.maxBodyBytes : MAX_WORDS_BYTES;
  }

  /** The body is too long. For an error the status is enough. The connection is closed. */
  private overflow(controller: Dispatcher.DispatchController, why: BodyOverflow): void {
    if (!this.isRead) {
      this.settled = true;
      this.body.drop();
      const { status, headers } = this;
      this.resolve({ status, headers, body: Buffer.alloc(0), oversized: true });
    } else if (why === 'too large') {
      this.fail(new ExchangeFailed(`an answer of more than ${this.limit} bytes`, true, false, true));
    } else {
      this.fail(new ExchangeFailed('too many bytes are being read at once', true, true));
    }
    controller.abort(new Error(why));
  }

  private release(): void {
    const { onReleased } = this;
    this.onReleased = undefined;
    onReleased?.();
  }
}

/** The error's code or name. Where several addresses were tried, that of the first. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const [, refused] = /^Proxy response \((\d+)\)/.exec(error.message) ?? [];
  if (refused !== undefined) return `ERR_PROXY_HTTP_${refused}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  return error instanceof AggregateError && error.errors.length > 0 ? reasonOf(error.errors[0]) : error.name;
}
