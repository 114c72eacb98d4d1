import {
  apiFor,
  ConfigurationError,
  openClient,
  type Host,
  type HttpClient,
  type ProviderApi,
} from '@hrflow-sync/connectors';
import {
  resolveWorkflow,
  type AccountLimiter,
  type AccountTokens,
  type EngineEvents,
  type RateLimits,
  type ResolvedWorkflow,
  type RunContext,
  type Workflow,
} from '@hrflow-sync/core';

/** A workflow ready to run in this process: values resolved, one HTTP client for each side. */
export interface WorkflowRuntime {
  readonly workflow: Workflow;
  readonly resolved: ResolvedWorkflow;
  /** All but the item that decides what the target gets: part of each fingerprint. */
  readonly fingerprintScope: string;
  readonly origin: HttpClient;
  readonly target: HttpClient;
}

/** What a job is about: it decides how many requests of the origin are set aside together. */
export type Work = 'page' | 'item';

type ClientForJob = (jobId: string, requests: number | undefined) => HttpClient;

interface OpenWorkflow {
  readonly runtime: Omit<WorkflowRuntime, 'origin' | 'target'>;
  readonly origin: ClientForJob;
  readonly target: ClientForJob;
}

/**
 * Opens workflows on first use and keeps them: their connections are worth keeping. One whose file changed is opened
 * anew for the next job; to a run under way that is what a new deployment would be. One whose file is gone stays open,
 * so that its run comes to an end; it starts no other.
 */
export class Runtimes {
  private readonly opened = new Map<string, OpenWorkflow>();

  constructor(
    private readonly workflows: ReadonlyMap<string, Workflow>,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly events: EngineEvents,
    /** Ends requests in flight when this worker has to stop. */
    private readonly stopping: AbortSignal,
    private readonly limits: RateLimits,
    private readonly tokens: AccountTokens,
  ) {}

  find(id: string): Workflow | undefined {
    return this.workflows.get(id);
  }

  /** A workflow as its files say, or as they last said before they were gone: for a run that is under way. */
  lastKnown(id: string): Workflow | undefined {
    return this.find(id) ?? this.opened.get(id)?.runtime.workflow;
  }

  /** @throws {@link ConfigurationError} when this worker has no such workflow */
  workflow(id: string): Workflow {
    const workflow = this.find(id);
    if (workflow) return workflow;
    throw new ConfigurationError(
      `Workflow ${id} is not in this worker's WORKFLOWS_DIR. Deploy it, then retry.`,
      {
        code: 'workflow_not_found',
      },
    );
  }

  /**
   * A workflow for a job: requests that are set aside under an account's limit are the job's own.
   * @throws {@link ConfigurationError}, UnrunnableWorkflowError
   */
  openFor(jobId: string, id: string, work: Work): WorkflowRuntime {
    const { runtime, origin, target } = this.openWorkflow(id);
    const { origin: reader, target: writer } = runtime.workflow.action;
    const reads = work === 'page' ? reader.requestsPerPage : reader.requestsPerDetail;
    return {
      ...runtime,
      origin: origin(jobId, reads),
      target: target(jobId, writer.requestsPerItem),
    };
  }

  private openWorkflow(id: string): OpenWorkflow {
    const known = this.opened.get(id);
    if (known && known.runtime.workflow === this.lastKnown(id)) return known;
    const workflow = this.workflow(id);
    const resolved = resolveWorkflow(workflow, this.environment);
    const host: Host = {
      baseUrls: this.environment,
      signal: this.stopping,
      onExchange: (exchange) => this.events.emit('http.exchange', exchange),
    };
    const { origin, target } = workflow.action;
    const opened = {
      runtime: {
        workflow,
        resolved,
        fingerprintScope: JSON.stringify([workflow.action.name, resolved.target.parameters]),
      },
      origin: this.openSide(origin.api, resolved.origin.credentials, host),
      target: this.openSide(target.api, resolved.target.credentials, host),
    };
    this.opened.set(id, opened);
    return opened;
  }

  private openSide(offered: ProviderApi<unknown>, credentials: unknown, host: Host): ClientForJob {
    const limiters = new Map<ProviderApi<never>, AccountLimiter>();
    const limiterOf = (its: ProviderApi<never>): AccountLimiter => {
      let limiter = limiters.get(its);
      if (!limiter) limiters.set(its, (limiter = this.limits.open(its, credentials as never)));
      return limiter;
    };
    const api = apiFor(offered, credentials);
    const forApi = (its: ProviderApi<never>) => ({
      limiter: limiterOf(its),
      tokens: this.tokens.open(its.provider, credentials),
    });
    const client = openClient(api, credentials, { ...host, ...forApi(api), forApi });
    // Without a declared limit nothing is set aside, so all jobs share the client as it is.
    if (!api.rateLimit) return () => client;
    return (jobId, requests) =>
      client.limitedBy(limiterOf(api).forJob(jobId, requests), (its) => limiterOf(its).forJob(jobId));
  }

  /** A workflow's parameters as its callback sees them: checked, with no credentials among them. */
  parameters(id: string): { pullParameters: unknown; pushParameters: unknown } {
    const { resolved } = this.openWorkflow(id).runtime;
    return { pullParameters: resolved.origin.parameters, pushParameters: resolved.target.parameters };
  }

  context(workflowId: string, runId: string): RunContext {
    const action = this.lastKnown(workflowId)?.action;
    return {
      workflow: workflowId,
      connector: action?.connector.subtype ?? 'unknown',
      action: action?.name ?? 'unknown',
      runId,
    };
  }
}
