import { RetryableError } from '../kit/errors.js';

type Row = Record<string, unknown>;

/**
 * The records of an answer. JazzHR puts a list of one down as the record itself, without the list, and a
 * list of none as `[]`, `null` or no body at all (zailous1/JazzHR-DotNet-SDK, `GetPageAsync`;
 * community-tech-alliance/airbyte-source-jazzhr; which of the three is unverified).
 */
export function rowsOf<Record>(body: unknown, request: string): Record[] {
  const rows = manyOf(body);
  if (rows.every(isRow)) return rows as Record[];
  throw new RetryableError('JazzHR answered something else than records.', {
    code: 'unexpected_answer',
    detail: `${request}: expected objects, got ${typeof rows.find((row) => !isRow(row))}`,
  });
}

/** The entries of a list within a record, which is written by the same rule. */
function manyOf(value: unknown): unknown[] {
  if (value === null || value === undefined || value === '' || value === false) return [];
  return (Array.isArray(value) ? value : [value]).filter((entry) => entry !== null && entry !== undefined);
}

/** Like {@link manyOf}, leaving out what is no record. */
export function recordsOf<Record>(value: unknown): Record[] {
  return manyOf(value).filter(isRow) as Record[];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
