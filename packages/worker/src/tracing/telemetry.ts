import { context, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { Attributes, Span, Telemetry } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';

/** The one operation of BullMQ's that is a piece of our work; the others are its housekeeping, dozens for each. */
const PROCESS = /^process /;

/** What BullMQ may say of a job. Results, reasons of failures and stacks may hold what a person is called. */
const HARMLESS = new Set([
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.id',
  'bullmq.job.attempts.made',
]);

/** Our own messages begin with their code. */
const CODE = /^\[([a-z_]+)\]/;

/** BullMQ's spans by bullmq-otel, without what is nobody's business. */
export function queueTelemetry(): Telemetry<Context> {
  const { tracer, contextManager } = new BullMQOtel({ tracerName: 'hrflow-sync' });
  return {
    contextManager,
    tracer: {
      startSpan: (name, options, parent) =>
        PROCESS.test(name) ? new CleanSpan(tracer.startSpan(name, options, parent)) : NO_SPAN,
    },
  };
}

class CleanSpan implements Span<Context> {
  constructor(private readonly span: Span<Context>) {}

  setSpanOnContext(parent: Context): Context {
    return this.span.setSpanOnContext(parent);
  }

  setAttribute(key: string, value: Parameters<Span['setAttribute']>[1]): void {
    if (HARMLESS.has(key)) this.span.setAttribute(key, value);
  }

  setAttributes(attributes: Attributes): void {
    const kept = Object.entries(attributes).filter(([key]) => HARMLESS.has(key));
    this.span.setAttributes(Object.fromEntries(kept));
  }

  /** An end well needs no event; of a bad one its code is told. */
  addEvent(_name: string, attributes: Attributes = {}): void {
    const reason = attributes['bullmq.job.failed.reason'];
    if (typeof reason === 'string') this.fail(CODE.exec(reason)?.[1]);
  }

  recordException(exception: Parameters<Span['recordException']>[0]): void {
    const message = typeof exception === 'string' ? exception : exception.message;
    this.fail(CODE.exec(message ?? '')?.[1]);
  }

  end(): void {
    this.span.end();
  }

  private fail(code = 'unexpected_error'): void {
    const span = trace.getSpan(this.span.setSpanOnContext(context.active()));
    span?.setStatus({ code: SpanStatusCode.ERROR, message: code }).setAttribute('error.type', code);
  }
}

/** In place of a span nobody wants: what happens below it belongs to the one above. */
const NO_SPAN: Span<Context> = {
  setSpanOnContext: (parent) => parent,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};
