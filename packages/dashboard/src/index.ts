export type { BoardQueue } from './board/adapter.js';
export { type Redact, redactItem } from './board/redact.js';
export { createDashboard, type Dashboard, type DashboardOptions } from './dashboard.js';
export type { Credentials } from './login/accounts.js';
export type { OidcSettings } from './login/oidc.js';
export type { ProxySettings } from './login/proxy.js';
export { type ListedUser, Users } from './login/users.js';
