export type { BoardQueue } from './board/adapter.js';
export { type Redact, redactItem } from './board/redact.js';
export { createDashboard, type Dashboard, type DashboardOptions } from './dashboard.js';
export type { Credentials } from './login/sessions.js';
