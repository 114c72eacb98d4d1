import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** A registry with the process' own metrics. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hrflow_sync_' });
  return registry;
}

/** Adds `hrflow_sync_build_info`, always 1: what runs where. */
export function describeBuild(
  registry: Registry,
  { version, roles }: { readonly version: string; readonly roles: readonly string[] },
): void {
  new Gauge({
    name: 'hrflow_sync_build_info',
    help: 'Always 1. Its labels say which release runs, on which Node, in which roles.',
    labelNames: ['version', 'node', 'roles'],
    registers: [registry],
  }).set({ version, node: process.versions.node, roles: roles.join(',') }, 1);
}
