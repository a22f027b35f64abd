import fc from 'fast-check';

/** Numbers as senders write them: many digits, exponents, and more than a double can hold. */
const number = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('-0', '1.10', '12345678901234567890', '1e400', '-1E-7', '0.1e+2'),
);

/** Strings, some of them with escapes that JSON.stringify would not write. */
const string = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\u0041"', '"\\/"', '"\\ud800"', '"a\\\\"', '"\\""', '"{[,:"', '"__proto__"', '""'),
);

const space = fc.constantFrom('', '', ' ', '\n', '\t\r ');

/** Any JSON as text, with white space where it may stand, and names that come twice. */
export const { value: jsonText, object: jsonObjectText } = fc.letrec<{
  value: string;
  array: string;
  object: string;
}>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false'),
    number,
    string,
    tie('array'),
    tie('object'),
  ),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 3 }), space)
    .map(([values, gap]) => `[${gap}${values.join(`${gap},${gap}`)}${gap}]`),
  object: fc
    .tuple(fc.array(fc.tuple(string, tie('value')), { maxLength: 3 }), space)
    .map(([members, gap]) => {
      const texts = members.map(([name, value]) => `${name}${gap}:${gap}${value}`);
      return `{${gap}${texts.join(`${gap},${gap}`)}${gap}}`;
    }),
}));
