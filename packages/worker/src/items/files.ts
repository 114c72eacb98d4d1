/** A longer text is a file in base64: descriptions and résumés as text stay well below it. */
const LONGEST_TEXT = 256 * 1024;

/**
 * A formatted item as its callback sees it. Files are `null` there: they would stay in Redis until the last
 * item of the run has ended, and a thousand résumés are a gigabyte.
 */
export function withoutFiles(json: string): string {
  if (json.length <= LONGEST_TEXT) return json;
  return JSON.stringify(JSON.parse(json), (_name, value: unknown) =>
    typeof value === 'string' && value.length > LONGEST_TEXT ? null : value,
  );
}
