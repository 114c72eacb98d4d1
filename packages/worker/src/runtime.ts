import {
  apiFor,
  ConfigurationError,
  openClient,
  type ExchangeRecorder,
  type Host,
  type HttpClient,
  type KnownSecrets,
  type ProviderApi,
  type RequestCount,
  type Secret,
} from '@hrflow-sync/connectors';
import {
  resolveWorkflow,
  type AccountLimiter,
  type AccountTokens,
  type EngineEvents,
  type ParameterOverrides,
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

type ClientForJob = (
  jobId: string,
  requests: RequestCount | undefined,
  recorder: ExchangeRecorder | undefined,
) => HttpClient;

interface OpenWorkflow {
  readonly workflow: Workflow;
  readonly origin: ClientForJob;
  readonly target: ClientForJob;
  /** With the workflow's own parameters, once they were needed. */
  usual?: ReadyWorkflow;
}

type ReadyWorkflow = Omit<WorkflowRuntime, 'origin' | 'target'>;

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
    private readonly secrets: KnownSecrets,
  ) {}

  find(id: string): Workflow | undefined {
    return this.workflows.get(id);
  }

  /** A workflow as its files say, or as they last said before they were gone: for a run that is under way. */
  lastKnown(id: string): Workflow | undefined {
    return this.find(id) ?? this.opened.get(id)?.workflow;
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
   * @param recorder told of the job's exchanges
   * @throws {@link ConfigurationError}, UnrunnableWorkflowError
   */
  openFor(
    jobId: string,
    id: string,
    work: Work,
    overrides?: ParameterOverrides,
    recorder?: ExchangeRecorder,
  ): WorkflowRuntime {
    const ready = this.ready(id, overrides);
    const { origin, target } = this.openWorkflow(id, ready.resolved);
    const { origin: reader, target: writer } = ready.workflow.action;
    const reads = work === 'page' ? reader.requestsPerPage : reader.requestsPerDetail;
    return {
      ...ready,
      origin: origin(jobId, reads, recorder),
      target: target(jobId, writer.requestsPerItem, recorder),
    };
  }

  /** What is open of a workflow, unless its file has changed since. */
  private current(id: string): OpenWorkflow | undefined {
    const opened = this.opened.get(id);
    return opened && opened.workflow === this.lastKnown(id) ? opened : undefined;
  }

  /** A workflow with its parameters, or those of one run. */
  private ready(id: string, overrides: ParameterOverrides | undefined): ReadyWorkflow {
    const opened = this.current(id);
    if (opened?.usual && !overrides) return opened.usual;
    const workflow = opened?.workflow ?? this.workflow(id);
    const resolved = resolveWorkflow(workflow, this.environment, overrides);
    const scope = JSON.stringify([workflow.action.name, resolved.target.parameters]);
    const ready = { workflow, resolved, fingerprintScope: scope };
    if (opened && !overrides) opened.usual = ready;
    return ready;
  }

  /** @param resolved has the credentials, which are the same for all runs */
  private openWorkflow(id: string, resolved: ResolvedWorkflow): OpenWorkflow {
    const known = this.current(id);
    if (known) return known;
    const workflow = this.workflow(id);
    const host: Host = {
      baseUrls: this.environment,
      signal: this.stopping,
      secrets: this.secrets,
      onExchange: (exchange) => this.events.emit('http.exchange', exchange),
    };
    const { origin, target } = workflow.action;
    const opened: OpenWorkflow = {
      workflow,
      origin: this.openSide(origin.api, resolved.origin.credentials, host),
      target: this.openSide(target.api, resolved.target.credentials, host),
    };
    this.opened.set(id, opened);
    return opened;
  }

  private openSide(offered: ProviderApi<unknown>, credentials: Secret<unknown>, host: Host): ClientForJob {
    const limiters = new Map<ProviderApi<never>, AccountLimiter>();
    const limiterOf = (its: ProviderApi<never>): AccountLimiter => {
      let limiter = limiters.get(its);
      if (!limiter) limiters.set(its, (limiter = this.limits.open<unknown>(its, credentials)));
      return limiter;
    };
    const api = apiFor(offered, credentials.reveal());
    const forApi = (its: ProviderApi<never>) => ({
      limiter: limiterOf(its),
      tokens: this.tokens.open(its.provider, credentials),
    });
    const client = openClient(api, credentials, { ...host, ...forApi(api), forApi });
    // Without a declared limit nothing is set aside. Another API of the system may have one all the same, and
    // a job that asked there under a new name each time would never get to the head of the line.
    return (jobId, requests, recorder) => {
      const own = limiterOf(api);
      const count = typeof requests === 'function' ? requests(api) : requests;
      const limiter = api.rateLimit ? own.forJob(jobId, count) : own;
      return client.limitedBy(limiter, (its) => limiterOf(its).forJob(jobId), recorder);
    };
  }

  /** A workflow's parameters as its callback sees them: checked, with no credentials among them. */
  parameters(
    id: string,
    overrides?: ParameterOverrides,
  ): { pullParameters: unknown; pushParameters: unknown } {
    const { resolved } = this.ready(id, overrides);
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
