import { SetMetadata, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { Request } from 'express';
import type { FieldProblem } from '../domain/event/event.js';
import { nearestName } from '../domain/text/nearest-name.js';
import { Problem } from './problem.js';

/** What a handler reads: DTOs whose decorated properties are the known names. Without a DTO no name is known. */
interface Inputs {
  query?: Type;
  /** `document`: the handler reads the text of the body (`jsonBodyText`), whose members are not ours to know. */
  body?: Type | 'document';
}

const TAKES = Symbol('TAKES');

/** The most unknown fields that one answer names, and the most characters of each. */
const MAX_TOLD = 10;
const MAX_NAME_LENGTH = 100;

/** Says which query parameters and body fields a handler takes. A handler without it takes none. */
export const Takes = (inputs: Inputs): MethodDecorator & ClassDecorator => SetMetadata(TAKES, inputs);

/** For routes of other systems, such as CXone and monitors, whose query and body are not checked for unknown names. */
export const TakesAnything = (): MethodDecorator & ClassDecorator => SetMetadata(TAKES, 'anything');

/**
 * Refuses query parameters and body fields that the handler does not take. Otherwise a misspelt filter would be
 * ignored, and the request would select everything.
 */
export class KnownFieldsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws Problem 400 that names each unknown field and the nearest known one. */
  canActivate(context: ExecutionContext): true {
    const takes = this.reflector.getAllAndOverride<Inputs | 'anything' | undefined>(TAKES, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (takes === 'anything') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const problems = unknownIn(request.query, takes?.query, 'query parameter');
    // Nobody behind this guard takes a member of the document, such as `reason`, for a field of the request.
    if (takes?.body === 'document') request.body = {};
    else problems.push(...unknownInBody(request.body, takes?.body));
    if (problems.length === 0) return true;
    const detail = 'The request has unknown fields.';
    throw Problem.badRequest('invalid_request', detail, problems.slice(0, MAX_TOLD));
  }
}

function unknownInBody(body: unknown, dto: Type | undefined): FieldProblem[] {
  if (Array.isArray(body)) return [{ field: 'body', expected: 'a JSON object' }];
  return unknownIn(body, dto, 'field');
}

/**
 * The names in `values` that are none of the DTO.
 *
 * @param kind what a name is called: `field`, `query parameter`
 */
export function unknownIn(values: unknown, dto: Type | undefined, kind: string): FieldProblem[] {
  if (typeof values !== 'object' || values === null) return [];
  const known = dto === undefined ? [] : namesOf(dto);
  const unknown = Object.keys(values).filter((name) => !known.includes(name));
  return unknown.slice(0, MAX_TOLD).map((name) => ({
    field: name.slice(0, MAX_NAME_LENGTH),
    expected: `no ${kind} of this name; ${adviceFor(name, known)}`,
  }));
}

function adviceFor(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'this route takes none';
  const nearest = nearestName(name, known);
  return nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
}

/** The properties of a DTO that carry a decorator of class-validator. */
function namesOf(dto: Type): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}
