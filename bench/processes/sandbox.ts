import { startSandbox, type SandboxOptions } from '@hrflow-sync/sandbox';

/** The doubles, until the benchmark lets go of them. */
const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? '{}') as SandboxOptions);
process.once('disconnect', () => void sandbox.close());
process.send?.({ url: sandbox.url, environment: sandbox.environment });
