import { ValidateBy } from 'class-validator';
import { instantOf } from '../domain/text/instant.js';

/** A property of a DTO that must be a time in RFC 3339. */
export function IsInstant(): PropertyDecorator {
  return ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value: unknown) => instantOf(value) !== null,
      defaultMessage: () => 'a time in RFC 3339, such as 2024-10-23T14:00:00Z',
    },
  });
}
