import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKER_STOP_MS } from '@hrflow-sync/worker';
import { expect } from 'chai';
import { parse } from 'yaml';
import { createWorkflowFolder } from '../support/workflow-folder.js';
import { loadWorkflows } from '@hrflow-sync/core';
import { MANIFESTS, problemsOf, readManifests, type Manifest } from './manifests.js';

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values: readonly string[] }[];
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly envFrom?: readonly { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  readonly env?: readonly {
    name: string;
    valueFrom?: { secretKeyRef?: { name: string; key: string } };
  }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly startupProbe: Probe;
  readonly resources: { readonly requests: Labels; readonly limits: Labels };
  readonly securityContext: unknown;
}

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly [Container];
}

interface PodOwner {
  readonly selector: Selector;
  readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
}

/** What is read here of each kind of object: its spec, or the object itself where it has none. */
interface Specs {
  readonly ConfigMap: { readonly data: Labels };
  readonly Deployment: PodOwner;
  readonly HorizontalPodAutoscaler: { readonly scaleTargetRef: { name: string; kind: string } };
  readonly NetworkPolicy: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly { readonly from: readonly { readonly podSelector: Selector }[] }[];
  };
  readonly PodDisruptionBudget: { readonly selector: Selector };
  readonly ScaledObject: {
    readonly scaleTargetRef: { readonly name: string };
    readonly triggers: readonly { readonly metadata: Labels }[];
  };
  readonly Secret: { readonly stringData: Labels };
  readonly Service: { readonly selector: Labels };
  readonly StatefulSet: PodOwner;
}

/** Where each role answers to probes. */
const PORTS: Readonly<Record<string, number>> = { worker: 9464, scheduler: 9464, dashboard: 3000 };
const ROLES = Object.keys(PORTS);

describe('deploy/kubernetes', () => {
  let manifests: Manifest[];

  before(async () => {
    manifests = await readManifests();
  });

  function find<Kind extends keyof Specs>(kind: Kind, name: string): Specs[Kind] {
    const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return (found.content['spec'] ?? found.content) as Specs[Kind];
  }

  function ofKind<Kind extends keyof Specs>(kind: Kind): { name: string; spec: Specs[Kind] }[] {
    return manifests
      .filter((each) => each.kind === kind)
      .map(({ metadata, content }) => ({ name: metadata.name, spec: content['spec'] as Specs[Kind] }));
  }

  const podOf = (role: string): PodSpec => find('Deployment', role).template.spec;

  const podLabels = (): Labels[] =>
    (['Deployment', 'StatefulSet'] as const)
      .flatMap((kind) => ofKind(kind))
      .map(({ spec }) => spec.template.metadata.labels);

  it('is valid by the schemas of Kubernetes and KEDA, with no field they do not know', () => {
    expect(manifests.map(({ kind }) => kind)).to.include.members([
      'Deployment',
      'ScaledObject',
      'NetworkPolicy',
    ]);
    for (const manifest of manifests) {
      expect(problemsOf(manifest), `${manifest.file}: ${manifest.kind}`).to.deep.equal([]);
    }
  });

  it('is checked so strictly that a misspelt field and a wrong value are found', () => {
    const worker = manifests.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'worker',
    );
    const text = JSON.stringify(worker?.content);
    const spoilt = (from: string, to: string): string[] =>
      problemsOf({ ...worker, content: JSON.parse(text.replace(from, to)) } as Manifest);
    expect(spoilt('"replicas":', '"replica":')).to.deep.equal(['unknown field .spec.replica']);
    expect(spoilt('"readOnlyRootFilesystem":', '"readonlyRootFilesystem":').join()).to.include(
      'unknown field',
    );
    expect(spoilt('"metadata":{"name":"worker"', '"meta":{"name":"worker"').join()).to.include(
      'unknown field .meta',
    );
    expect(spoilt('"replicas":2', '"replicas":"two"')).to.have.length(1);
  });

  it('lists each file in kustomization.yaml, but for the examples', async () => {
    const text = await readFile(join(MANIFESTS, 'kustomization.yaml'), 'utf8');
    const { resources } = parse(text) as { resources: string[] };
    const files = [...new Set((await readdir(MANIFESTS)).map((file) => file.replace('.example', '')))];
    const examples = ['autoscaling-hpa.yaml', 'autoscaling-keda.yaml'];
    expect([...resources, ...examples, 'kustomization.yaml'].sort()).to.deep.equal(files.sort());
    for (const example of examples) expect(text).to.include(`# - ${example}`);
  });

  for (const role of ROLES) {
    it(`starts the ${role}, asks it for its health where it answers, and lets it stop`, () => {
      const pod = podOf(role);
      const [container] = pod.containers;
      expect(container.args).to.deep.equal([role]);
      const probes = [container.livenessProbe, container.readinessProbe, container.startupProbe];
      expect(probes.map(({ httpGet }) => httpGet?.path)).to.deep.equal(['/healthz', '/readyz', '/healthz']);
      for (const { httpGet } of probes) {
        const port = container.ports.find(({ name }) => name === httpGet?.port);
        expect(port?.containerPort).to.equal(PORTS[role]);
      }
      expect(pod.terminationGracePeriodSeconds * 1_000).to.be.at.least(WORKER_STOP_MS + 10_000);
    });

    it(`gives the ${role} no more than it needs`, () => {
      const pod = podOf(role);
      const [container] = pod.containers;
      expect(pod.automountServiceAccountToken).to.equal(false);
      expect(pod.securityContext).to.deep.include({ runAsNonRoot: true, runAsUser: 1000 });
      expect(container.securityContext).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.requests).to.have.keys('cpu', 'memory');
      expect(container.resources.limits).to.have.keys('memory');
    });

    it(`names only settings and secrets for the ${role} that there are examples of`, () => {
      const [{ envFrom = [], env = [] }] = podOf(role).containers;
      for (const { configMapRef, secretRef } of envFrom) {
        if (configMapRef) find('ConfigMap', configMapRef.name);
        if (secretRef) find('Secret', secretRef.name);
      }
      for (const { valueFrom } of env) {
        const reference = valueFrom?.secretKeyRef;
        const secret = find('Secret', reference?.name ?? '');
        expect(secret.stringData).to.have.property(reference?.key ?? '');
      }
    });
  }

  it('keeps the credentials of the systems from every role but the worker', () => {
    const holders = ROLES.filter((role) =>
      podOf(role).containers[0].envFrom?.some(
        ({ secretRef }) => secretRef?.name === 'hrflow-sync-credentials',
      ),
    );
    expect(holders).to.deep.equal(['worker']);
  });

  it('selects only pods that there are', () => {
    const owners = [...ofKind('Deployment'), ...ofKind('StatefulSet')];
    for (const { name, spec } of owners) expect(matching(spec.selector, podLabels()), name).to.have.length(1);
    for (const { name, spec } of ofKind('Service')) {
      expect(matching({ matchLabels: spec.selector }, podLabels()), name).to.have.length(1);
    }
    for (const { name, spec } of ofKind('PodDisruptionBudget')) {
      expect(matching(spec.selector, podLabels()), name).to.have.length(1);
    }
    for (const { name, spec } of ofKind('NetworkPolicy')) {
      expect(matching(spec.podSelector, podLabels()), name).to.not.deep.equal([]);
    }
  });

  it('lets nobody but the roles reach Redis', () => {
    const policy = find('NetworkPolicy', 'redis');
    const [rule] = policy.ingress ?? [];
    const allowed = rule?.from.flatMap(({ podSelector }) => matching(podSelector, podLabels())) ?? [];
    expect(allowed.map((labels) => labels['app.kubernetes.io/name'])).to.have.members(ROLES);
    expect(find('NetworkPolicy', 'deny-by-default').policyTypes).to.include('Ingress');
  });

  it('scales the worker by the age of the oldest waiting job, or by processor time', () => {
    const keda = find('ScaledObject', 'worker');
    expect(keda.scaleTargetRef.name).to.equal('worker');
    expect(keda.triggers[0]?.metadata['query']).to.include('hrflow_sync_queue_oldest_waiting_seconds');
    const hpa = find('HorizontalPodAutoscaler', 'worker');
    expect(hpa.scaleTargetRef).to.include({ name: 'worker', kind: 'Deployment' });
  });

  it('has a workflow file that loads, and whose variables are in the example of the worker’s secret', async () => {
    const { data } = find('ConfigMap', 'hrflow-sync-workflows');
    const folder = await createWorkflowFolder(data);
    const { workflows, problems } = await loadWorkflows(folder.path);
    await folder.remove();
    expect(problems).to.deep.equal([]);
    expect([...workflows.keys()]).to.deep.equal(['greenhouse-nightly']);
    const secret = find('Secret', 'hrflow-sync-credentials');
    const named = Object.values(data).flatMap((text) =>
      [...text.matchAll(/env\('(\w+)'\)/g)].map(([, name]) => name),
    );
    expect(Object.keys(secret.stringData)).to.have.members(named);
  });
});

/** The pods a selector selects. */
function matching({ matchLabels = {}, matchExpressions = [] }: Selector, pods: readonly Labels[]): Labels[] {
  return pods.filter(
    (labels) =>
      Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
      matchExpressions.every(
        ({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''),
      ),
  );
}
