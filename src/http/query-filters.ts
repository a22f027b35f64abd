import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/**
 * A query parameter that must be one text.
 *
 * @param maxLength characters
 */
export function IsFilterText(maxLength: number): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsString({ message: 'one text' }),
    // A blank text comes from a variable that a script did not set. As a part of a text it would select everything.
    Matches(/\S/, { message: 'a text that is not blank' }),
    MaxLength(maxLength, { message: `at most ${maxLength} characters` }),
  );
}

/** A query parameter that takes one or several of `values`, repeated or separated by commas. */
export function IsSomeOf(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => listOf(value)),
    IsOptional(),
    IsIn(values, { each: true, message: `of ${values.join(', ')}` }),
  );
}

function listOf(value: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return value;
  return [value].flat().flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]));
}
