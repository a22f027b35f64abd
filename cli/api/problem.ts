/** What was expected of one field of a request. */
interface FieldProblem {
  field: string;
  expected: string;
}

/** An answer that is a problem (application/problem+json). */
export class ApiProblem extends Error {
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];

  /** @param body everything the answer says, such as the numbers of `count_moved` */
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    const detail = textOf(body.detail) ?? textOf(body.title) ?? `the service answered with status ${status}`;
    super(detail);
    this.detail = detail;
    this.code = textOf(body.code) ?? `status_${status}`;
    this.fields = fieldsOf(body.errors);
  }
}

/** No answer came. */
export class NoAnswer extends Error {
  /** @param reason such as ECONNREFUSED */
  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(`${url} does not answer (${reason})`);
  }
}

/** @returns why a call failed: `fetch` says only that it did, and its cause says why */
export function reasonInside(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time';
  const { cause, code } = error as { cause?: { code?: string; message?: string }; code?: string };
  return cause?.code ?? cause?.message ?? code ?? (error instanceof Error ? error.message : String(error));
}

/** Reads the problem of a refused answer, whatever its body is: a proxy in between answers with its own pages. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: unknown = null;
  try {
    body = JSON.parse(await response.text());
  } catch {
    // No JSON: the status says it.
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return new ApiProblem(response.status, isObject ? (body as Record<string, unknown>) : {});
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function fieldsOf(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter((error: unknown): error is FieldProblem => {
    const { field, expected } = (error ?? {}) as Partial<FieldProblem>;
    return typeof field === 'string' && typeof expected === 'string';
  });
}
