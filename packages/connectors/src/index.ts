export * from './kit/action.js';
export * from './kit/api.js';
export * from './kit/connector.js';
export * from './kit/entity.js';
export * from './kit/errors.js';
export type * from './kit/http/client.js';
export * from './hrflow/credentials.js';
