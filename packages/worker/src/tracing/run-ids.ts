import type { TracePlace } from '@hrflow-sync/core';
import { RandomIdGenerator, type IdGenerator } from '@opentelemetry/sdk-trace-base';

/** Random ids, but for the spans that are given theirs. */
export class RunIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private given: TracePlace | undefined;

  generateTraceId = (): string => this.given?.traceId ?? this.random.generateTraceId();
  generateSpanId = (): string => this.given?.spanId ?? this.random.generateSpanId();

  /** The span that `start` starts is the given one. */
  with<Result>(place: TracePlace, start: () => Result): Result {
    this.given = place;
    try {
      return start();
    } finally {
      this.given = undefined;
    }
  }
}
