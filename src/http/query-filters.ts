import { applyDecorators, type Type } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  getMetadataStorage,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { listIn } from './query-string.js';

/** A blank text comes from a variable that a script did not set. As a part of a text it would select everything. */
const NOT_BLANK = /\S/;

/**
 * A query parameter that must be one text.
 *
 * @param maxLength characters
 */
export function IsFilterText(maxLength: number): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsString({ message: 'one text' }),
    Matches(NOT_BLANK, { message: 'a text that is not blank' }),
    MaxLength(maxLength, { message: `at most ${maxLength} characters` }),
  );
}

/**
 * A filter that takes one or several values. In a query they are separated by commas, or the parameter is repeated; in
 * JSON they are one text or a list, and a comma is part of its value.
 *
 * @param maxLength characters of each
 */
export function IsFilterValues(maxLength: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? [value] : (value as unknown))),
    IsOptional(),
    ArrayNotEmpty({ message: 'one text, or a list of 1 to 100 texts' }),
    IsString({ each: true, message: 'texts' }),
    Matches(NOT_BLANK, { each: true, message: 'no text that is blank' }),
    MaxLength(maxLength, { each: true, message: `texts of at most ${maxLength} characters` }),
  );
}

/** A filter that takes one or several of `values`, repeated or separated by commas. */
export function IsSomeOf(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => listOf(value)),
    IsOptional(),
    ArrayNotEmpty({ message: `one or several of ${values.join(', ')}` }),
    IsIn(values, { each: true, message: `of ${values.join(', ')}` }),
  );
}

/** @returns the query with a list for each parameter of which the DTO takes several values */
export function withLists(query: unknown, dto: Type | undefined): unknown {
  if (typeof query !== 'object' || query === null || dto === undefined) return query;
  const lists = getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .filter(({ each }) => each)
    .flatMap(({ propertyName }): Array<[string, string[]]> => {
      const values = listIn(query, propertyName);
      return values === undefined ? [] : [[propertyName, values]];
    });
  return { ...query, ...Object.fromEntries(lists) };
}

/** No word of a closed list has a comma, so one in a text of JSON separates words, too. */
function listOf(value: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return value;
  return [value].flat().flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]));
}

/** In a query a truth value can only come as text. */
export function booleanOf({ value }: { value: unknown }): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

/** In a query a whole number can only come as text. */
export function wholeNumberOf({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
