import type { components, paths } from '../../api/openapi.js';

/** What each path of the API answers, from the API's description (docs/openapi.json). */
export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';

export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends undefined ? never : P;
}[keyof paths];

type JsonIn<T> = T extends { content: { 'application/json': infer B } } ? B : never;

type Success = 200 | 201 | 202;

/** The JSON that a successful answer holds. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  NonNullable<paths[P][M]> extends { responses: infer R }
    ? { [S in keyof R]: S extends Success ? JsonIn<R[S]> : never }[keyof R]
    : never;

type Schemas = components['schemas'];

/** Short names for what the API answers. */
export type EventSummary = Schemas['EventSummaryDto'];
export type Group = Schemas['GroupDto'];
export type Job = Schemas['JobDto'];
export type Plan = Schemas['PlanDto'];
export type Member = Schemas['MemberDto'];
export type Mark = Schemas['MarkDto'];
export type Ready = Schemas['ReadyDto'];
export type TargetsStatus = Schemas['TargetsStatusDto'];
