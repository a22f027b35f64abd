import type { Dispatcher } from 'undici';

/** An HTTP answer, whole. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Why a request has no whole answer, in words that carry nothing of the request. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    /** A short name: an error's code, `timeout`, `aborted`. */
    readonly reason: string,
    /** Whether anything of the request may have gone out. */
    readonly sent: boolean,
    /** Whether it was not even tried, because too many wait. */
    readonly overloaded = false,
  ) {
    super(reason);
  }
}

/**
 * One request on its way, as undici's handler: gathers the answer, and knows whether the request was begun. It is
 * begun once at most: undici would send a request again by itself in rare cases.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** @throws NoAnswer */
  readonly answer: Promise<Answer>;
  /** Called once, when the connection is done with the request: later than the answer's end where it was given up. */
  onReleased: (() => void) | undefined;
  private begun = false;
  private settled = false;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private resolve!: (answer: Answer) => void;
  private reject!: (error: NoAnswer) => void;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Whether nobody waits for the answer any more. */
  get over(): boolean {
    return this.settled;
  }

  /** Ends it now. A request that was begun loses its socket; one that was not is never sent. */
  giveUp(reason: string): void {
    if (this.settled) return;
    this.fail(new NoAnswer(reason, this.begun));
    this.controller?.abort(new Error(reason));
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.reject(error instanceof NoAnswer ? error : new NoAnswer(reasonOf(error), this.begun));
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
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 100 Continue and its like come before the answer.
    if (status < 200) return;
    this.status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.settled = true;
    const { status, headers, chunks } = this;
    const [first] = chunks;
    this.resolve({ status, headers, body: chunks.length === 1 && first ? first : Buffer.concat(chunks) });
    this.release();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
    this.release();
  }

  private release(): void {
    const { onReleased } = this;
    this.onReleased = undefined;
    onReleased?.();
  }
}

/** An error's code or name; of several addresses that were tried, the first one's. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const [, refused] = /^Proxy response \((\d+)\)/.exec(error.message) ?? [];
  if (refused !== undefined) return `ERR_PROXY_HTTP_${refused}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  return error instanceof AggregateError && error.errors.length > 0 ? reasonOf(error.errors[0]) : error.name;
}
