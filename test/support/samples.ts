/** What shows metrics as a page. */
interface Shown {
  metrics(): Promise<string>;
}

/** The samples of a page in Prometheus' text format, by series. */
export function samplesOf(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** The value of a series, written as on the page; undefined when there is none. */
export async function valueOf(registry: Shown, series: string): Promise<number | undefined> {
  return samplesOf(await registry.metrics()).get(series);
}
