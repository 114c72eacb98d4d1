const DAY_MS = 86_400_000;

/** `09/11/21`: the day first, as Flatchr answers. */
export function dayFirst(epochMs: number): string {
  const [year = '', month = '', day = ''] = new Date(epochMs).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year.slice(2)}`;
}

/** The day of `12/25/21`: the month first, as Flatchr asks for it. `undefined` for what is no such day. */
export function dayOf(text: unknown): number | undefined {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{2})$/.exec(String(text)) ?? [];
  const instant = Date.UTC(2000 + Number(year), Number(month) - 1, Number(day));
  const isDay = new Date(instant).getUTCMonth() === Number(month) - 1 && Number(day) > 0;
  return isDay ? Math.floor(instant / DAY_MS) : undefined;
}

export function dayNumber(epochMs: number): number {
  return Math.floor(epochMs / DAY_MS);
}
