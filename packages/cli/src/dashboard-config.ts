import { z } from 'zod';

const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .default([]);
/** HTTP's own alphabet for the name of a header. */
const header = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header');

/** What `hrflow-sync dashboard` reads from the environment about who may open it. */
export const DashboardConfig = z.object({
  /** An operator beside the users of `hrflow-sync user`. */
  DASHBOARD_USER: z.string().optional(),
  DASHBOARD_PASSWORD: z.string().optional(),
  /** Where people reach the dashboard, behind a proxy or with OpenID Connect. */
  DASHBOARD_URL: z.string().optional(),
  /** Addresses and networks of proxies that are believed. */
  DASHBOARD_TRUSTED_PROXIES: list,
  /** Header in which such a proxy says who asks. */
  DASHBOARD_PROXY_USER_HEADER: header.optional(),
  DASHBOARD_PROXY_GROUPS_HEADER: header.optional(),
  DASHBOARD_PROXY_OPERATORS: list,
  DASHBOARD_PROXY_VIEWERS: list,
  DASHBOARD_OIDC_ISSUER: z.string().optional(),
  DASHBOARD_OIDC_CLIENT_ID: z.string().optional(),
  DASHBOARD_OIDC_CLIENT_SECRET: z.string().optional(),
  DASHBOARD_OIDC_SCOPES: z.string().optional(),
  /** Claim the lists are about; without it they are about e-mail addresses. */
  DASHBOARD_OIDC_ROLE_CLAIM: z.string().optional(),
  DASHBOARD_OIDC_OPERATORS: list,
  DASHBOARD_OIDC_VIEWERS: list,
});
export type DashboardConfig = z.output<typeof DashboardConfig>;
