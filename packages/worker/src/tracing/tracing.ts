import {
  jobTrace,
  QUEUES,
  traceOfRun,
  withDeadline,
  type EngineEvents,
  type JobTrace,
} from '@hrflow-sync/core';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Job } from 'bullmq';
import type { Tracing } from '../engine.js';
import { RunIds } from './run-ids.js';
import { queueTelemetry } from './telemetry.js';

/** A busy worker ends some thousand spans in a second. */
const MOST_WAITING_SPANS = 16_384;
/** A collector that is away must not keep a worker from ending. */
const FLUSH_MS = 2_000;

export interface TracingOptions {
  readonly events: EngineEvents;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Share of the runs that are traced, each of them whole. */
  readonly ratio: number;
  /** Default: OTLP over HTTP, where OpenTelemetry's own variables say. */
  readonly exporter?: SpanExporter;
}

/** Traces of this process, until it is closed: there is one for all of OpenTelemetry. */
export function startTracing(options: TracingOptions): Tracing {
  const ids = new RunIds();
  const provider = new BasicTracerProvider({
    idGenerator: ids,
    sampler: new TraceIdRatioBasedSampler(options.ratio),
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.serviceVersion,
    }),
    spanProcessors: [
      new BatchSpanProcessor(options.exporter ?? new OTLPTraceExporter(), {
        maxQueueSize: MOST_WAITING_SPANS,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracer = provider.getTracer('hrflow-sync');
  traceRuns(options.events, tracer, ids);
  traceExchanges(options.events, tracer);
  return {
    telemetry: queueTelemetry(),
    describe,
    below,
    async close() {
      await withDeadline(provider.shutdown(), FLUSH_MS);
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

/** Says of the job at work what it is about. */
function describe({ id, data, queueName }: Job): void {
  const { workflowId, runId, page, ordinal } = (data ?? {}) as Record<string, unknown>;
  const run = queueName === QUEUES.runs.name ? id : runId;
  const about = { workflow: workflowId, run, page, ordinal };
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === 'string' || typeof value === 'number') {
      trace.getActiveSpan()?.setAttribute(`hrflow_sync.${name}`, value);
    }
  }
}

/** What a job added now carries, to be shown below the work that adds it. */
function below(): JobTrace | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  return active && jobTrace(active);
}

/** The run as a whole, once it is known how long it took. */
function traceRuns(events: EngineEvents, tracer: Tracer, ids: RunIds): void {
  events.on('run.finished', ({ workflow, connector, action, runId, result }) => {
    const attributes = {
      'hrflow_sync.workflow': workflow,
      'hrflow_sync.connector': connector,
      'hrflow_sync.action': action,
      'hrflow_sync.run': runId,
      'hrflow_sync.status': result.status,
      'hrflow_sync.reason': result.reason,
    };
    const startTime = new Date(result.started_at);
    const span = ids.with(traceOfRun(runId), () =>
      tracer.startSpan(`run ${workflow}`, { root: true, startTime, attributes }),
    );
    if (result.status === 'fatal') span.setStatus({ code: SpanStatusCode.ERROR, message: result.reason });
    span.end(new Date(result.finished_at));
  });
}

/**
 * Requests, told once they have ended, in the job that sent them. Nothing of a trace is sent to the other side, and
 * no address is told: it may name a person.
 */
function traceExchanges(events: EngineEvents, tracer: Tracer): void {
  events.on('http.exchange', ({ provider, method, outcome, durationMs }) => {
    const endTime = Date.now();
    const span = tracer.startSpan(`${method} ${provider}`, {
      kind: SpanKind.CLIENT,
      startTime: endTime - durationMs,
      attributes: { 'http.request.method': method, 'peer.service': provider },
    });
    const failed = typeof outcome === 'string' || outcome >= 400;
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(outcome));
    if (typeof outcome === 'number') span.setAttribute('http.response.status_code', outcome);
    span.end(endTime);
  });
}
