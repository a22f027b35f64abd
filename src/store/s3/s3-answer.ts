/** A whole HTTP answer of the S3 server. */
export interface S3Answer {
  status: number;
  /** Names in lower case; several values where a name came several times. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty where the body was too long for an answer of its kind. */
  body: Buffer;
  /** Whether the body was too long. */
  oversized?: boolean;
}

/** One header of an answer; `undefined`: it has none of this name. Several are one list, as HTTP has it. */
export function answerHeader({ headers }: S3Answer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** A request got no whole answer. The reason holds nothing of the request, so that no secret reaches a log. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';

  constructor(
    /** A short name: an error's code, `timeout`, `aborted`. */
    readonly reason: string,
    /** Whether any byte of the request may have been sent. */
    readonly sent: boolean,
    /** Whether nothing was sent because too many requests wait. */
    readonly overloaded = false,
    /** Whether the same request would fail in the same way again. */
    readonly final = false,
  ) {
    super(reason);
  }
}
