/** Items that came to an end in a span of a run's time. */
export interface PaceSpan {
  /** Written, unchanged, discarded, or looked at by a dry run. */
  readonly ended: number;
  /** Became dead letters, or failed in a dry run. */
  readonly failed: number;
}

/**
 * How fast a run went, from its start to its last item, in equal spans; at most 60 of them. Exact: each item is
 * counted once, in the step that settles it. What is retried after the run's end is not in it.
 */
export interface RunPace {
  readonly startedAtMs: number;
  readonly spanMs: number;
  readonly spans: readonly PaceSpan[];
}

/** Reads a run's hash of spans. */
export function toRunPace(hash: Readonly<Record<string, string>>): RunPace | undefined {
  const { from, width, ...counts } = hash;
  if (from === undefined || width === undefined) return undefined;
  const length = Math.max(0, ...Object.keys(counts).map((field) => Number(field.slice(1)) + 1));
  const spans = Array.from({ length }, (_, index) => ({
    ended: Number(counts[`w${index}`] ?? 0),
    failed: Number(counts[`f${index}`] ?? 0),
  }));
  return { startedAtMs: Number(from), spanMs: Number(width), spans };
}
