import { createHash } from 'node:crypto';

/** A place in a trace, by the ids of the W3C's Trace Context. */
export interface TracePlace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

/**
 * The trace of a run, and the span that is the run itself: functions of its id. So everything about a run belongs
 * together, whoever asked for it, whichever worker does it, and when: an item retried after weeks as well.
 */
export function traceOfRun(runId: string): TracePlace {
  const hash = createHash('sha256').update(`hrflow-sync run ${runId}`).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
}

/** What a job carries to be found in its trace, as BullMQ keeps it. */
export interface JobTrace {
  readonly telemetry: { readonly metadata: string; readonly omitContext: true };
}

/** @param omitContext else BullMQ would move a job that failed below the attempt that failed */
export function jobTrace({ traceId, spanId }: TracePlace): JobTrace {
  const metadata = JSON.stringify({ traceparent: `00-${traceId}-${spanId}-01` });
  return { telemetry: { metadata, omitContext: true } };
}
