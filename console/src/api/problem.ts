/** What was expected of one field of a request. */
export interface FieldProblem {
  field: string;
  expected: string;
}

/** An answer that is a problem (application/problem+json). Programs look at `code`, people read `detail`. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  /** Of a 403: the role that the call needs; `null` where the answer does not say. */
  readonly requiredRole: string | null;
  /** Under which the service's log has the details. */
  readonly correlationId: string | null;
  /** Seconds, from `Retry-After`. */
  readonly retryAfterS: number | null;
  /** Everything the answer says, such as the numbers of `count_moved`. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>, retryAfterS: number | null = null) {
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : null);
    const detail = text('detail') ?? text('title') ?? `The service answered with status ${status}.`;
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = text('code') ?? `status_${status}`;
    this.title = text('title') ?? `Status ${status}`;
    this.detail = detail;
    this.fields = fieldsOf(body.errors);
    this.requiredRole = text('required_role');
    this.correlationId = text('correlation_id');
    this.retryAfterS = retryAfterS;
    this.body = body;
  }

  /** What was expected of a field; `null`: nothing is wrong with it. */
  field(name: string): string | null {
    return this.fields.find(({ field }) => field === name)?.expected ?? null;
  }
}

/** No answer came: the network or the service is away. */
export class NoAnswer extends Error {
  constructor() {
    super('The service does not answer.');
    this.name = 'NoAnswer';
  }
}

function fieldsOf(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter((error: unknown): error is FieldProblem => {
    const { field, expected } = (error ?? {}) as Partial<FieldProblem>;
    return typeof field === 'string' && typeof expected === 'string';
  });
}

/** Reads the problem of a refused answer, whatever its body is: a proxy in between answers with its own pages. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const wait = Number(response.headers.get('retry-after') ?? NaN);
  const retryAfterS = Number.isFinite(wait) && wait >= 0 ? wait : null;
  let body: unknown = null;
  try {
    body = JSON.parse(await response.text());
  } catch {
    // No JSON: the status says it.
  }
  const known = typeof body === 'object' && body !== null && !Array.isArray(body);
  return new ApiProblem(response.status, known ? (body as Record<string, unknown>) : {}, retryAfterS);
}

/** One sentence for people, of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same, and what was expected of each field of the request. */
export function sentenceWithFields(error: unknown): string {
  const fields = error instanceof ApiProblem ? error.fields : [];
  return [sentenceOf(error), ...fields.map(({ field, expected }) => `${field}: ${expected}.`)].join(' ');
}
