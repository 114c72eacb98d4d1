import { UserError } from '@hrflow-sync/core';

/** How people reach the dashboard. */
export interface PublicSite {
  /** Path under which a proxy shows it; empty or without a slash at the end. */
  basePath: string;
  /** Undefined: at whatever address it was asked. */
  origin: string | undefined;
  isHttps: boolean;
}

/** @throws UserError `dashboard_url_invalid` */
export function publicSite(baseUrl: string | undefined): PublicSite {
  if (baseUrl === undefined) return { basePath: '', origin: undefined, isHttps: false };
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(
      `"${baseUrl}" is no http or https address; the dashboard needs one it is reached at.`,
      { code: 'dashboard_url_invalid' },
    );
  }
  return {
    basePath: url.pathname.replace(/\/+$/, ''),
    origin: url.origin,
    isHttps: url.protocol === 'https:',
  };
}
