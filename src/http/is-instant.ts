import { ValidateBy } from 'class-validator';

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Whether `value` is a time in RFC 3339 on a day that exists. A leap second is refused, because JavaScript has none.
 */
export function isInstant(value: unknown): boolean {
  const day = typeof value === 'string' ? RFC_3339.exec(value)?.[1] : undefined;
  if (day === undefined || Number.isNaN(Date.parse(value as string))) return false;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}

/** A property of a DTO that must be a time in RFC 3339. */
export function IsInstant(): PropertyDecorator {
  return ValidateBy({
    name: 'isInstant',
    validator: {
      validate: isInstant,
      defaultMessage: () => 'a time in RFC 3339, such as 2024-10-23T14:00:00Z',
    },
  });
}
