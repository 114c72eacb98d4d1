export { measureDeployment, type DeploymentGauges } from './deployment.js';
export { measureEngineEvents } from './engine.js';
export { measureWorkerSlots, measureRedis } from './process.js';
export { createRegistry, describeBuild } from './registry.js';
