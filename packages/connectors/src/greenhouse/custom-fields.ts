/** The custom fields of a candidate or a job, in either of v1's two forms. */
interface WithCustomFields {
  keyed_custom_fields?: Record<string, { value?: unknown } | null> | null;
  custom_fields?: Record<string, unknown> | null;
}

/** Key and value of each. Keyed fields come first: their keys stay the same when someone renames a field. */
export function customFieldsOf({
  keyed_custom_fields,
  custom_fields,
}: WithCustomFields): (readonly [key: string, value: unknown])[] {
  return keyed_custom_fields
    ? Object.entries(keyed_custom_fields).map(([key, field]) => [key, field?.value] as const)
    : Object.entries(custom_fields ?? {});
}
