import * as fc from 'fast-check';

/** Any text: of any characters, of half ones, and of what dates, numbers and headers are made of. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('\ud800', '\udfff', '\0', 'a', ' ', '\n', '"'), maxLength: 10 }),
  fc.string({ unit: fc.constantFrom(...'0123456789-/:.TZ+ '.split('')), maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    'null',
    'NaN',
    'Infinity',
    '-0',
    '1e309',
    '9'.repeat(400),
    '__proto__',
    'constructor',
  ),
);

/** What may stand in a header: bytes but for line breaks and NUL. */
export const header: fc.Arbitrary<string> = fc.oneof(
  text.map((each) => each.replaceAll(/[\0\r\n]/g, ' ')),
  fc.string({ unit: fc.constantFrom(...'<>;,="\\ relnxt/?&'.split('')), maxLength: 60 }),
  fc.double().map(String),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

/** Epoch milliseconds of a clock that is right, more or less. */
export const moment: fc.Arbitrary<number> = fc.integer({ min: 1.6e12, max: 2.2e12 });

/** Any JSON value, with names that mean something to objects and to connectors among its own. */
export function json(names: readonly string[] = []): fc.Arbitrary<unknown> {
  const key = fc.oneof(
    ...(names.length > 0 ? [fc.constantFrom(...names), fc.constantFrom(...names)] : []),
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'length', '0'),
    fc.string({ maxLength: 8 }),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double(), text),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(fc.tuple(key, tie('value')), { maxLength: 6 })
        // As JSON.parse makes them: `__proto__` is a name like any other.
        .map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries))) as unknown),
    ),
  }));
  return value.map((each) => JSON.parse(JSON.stringify(each) ?? 'null') as unknown);
}
