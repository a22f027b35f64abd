import type { paths } from './openapi.js';

/** The methods that a path of the API has, and what each takes and answers, from the API's description. */
export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';

export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends undefined ? never : P;
}[keyof paths];

export type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;

type Parameters<O, Where extends string> = O extends { parameters: infer In }
  ? Where extends keyof In
    ? NonNullable<In[Where]>
    : never
  : never;

export type QueryOf<O> = Parameters<O, 'query'>;
export type PathOf<O> = Parameters<O, 'path'>;

type JsonIn<T> = T extends { content: { 'application/json': infer B } } ? B : never;

/** The JSON of the body; any text for a body of another type, such as a patch. */
export type BodyOf<O> = O extends { requestBody?: infer B } ? JsonIn<NonNullable<B>> : never;

type Success = 200 | 201 | 202;

/** What the answer says; `undefined` for an answer without a body. */
export type AnswerOf<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends Success ? JsonIn<R[S]> : never }[keyof R]
  : never;
