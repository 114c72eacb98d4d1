import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Provider, type Configuration } from 'oidc-provider';

/** Somebody who has an account at the provider. */
export interface ProviderAccount {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: string | string[];
  readonly preferred_username?: string;
}

/** A certified OpenID Connect provider on loopback, where whoever comes is signed in as one of its accounts. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in next. */
  account: string;
  /** Answers nobody until {@link TestProvider.back}. */
  leave(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a provider that sends people back to `callbackUrl`. */
export async function startProvider(
  callbackUrl: string,
  accounts: Readonly<Record<string, ProviderAccount>>,
): Promise<TestProvider> {
  const server = createServer();
  const port = await listen(server);
  const issuer = `http://127.0.0.1:${port}`;
  const client = { clientId: 'hrflow-sync', clientSecret: randomBytes(24).toString('hex') };
  const provider = new Provider(issuer, await configuration(callbackUrl, accounts, client));
  const state = { account: Object.keys(accounts)[0] ?? '' };
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/sign-in/')) {
      const login = { login: { accountId: state.account } };
      void provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
    } else void handle(request, response);
  });
  return {
    issuer,
    ...client,
    get account() {
      return state.account;
    },
    set account(account) {
      state.account = account;
    },
    leave: () => stop(server),
    back: async () => void (await listen(server, port)),
    close: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function configuration(
  callbackUrl: string,
  accounts: Readonly<Record<string, ProviderAccount>>,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Promise<Configuration> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callbackUrl] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['groups', 'preferred_username'],
    },
    features: { devInteractions: { enabled: false } },
    // Said, so that it doesn't remark on its defaults.
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...accounts[accountId] }),
    }),
    // Nobody is asked for consent: what this client may know is granted.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await stop(server);
  return port;
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Follows redirects as a browser does, with cookies by host, until a page comes. */
export class CookieJar {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** The page at the end, and the addresses on the way. */
  async open(url: string): Promise<{ response: Response; text: string; way: string[] }> {
    const way: string[] = [];
    let next = url;
    for (let step = 0; step < 12; step += 1) {
      way.push(next);
      const response = await fetch(next, {
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: this.header(next) },
      });
      this.keep(next, response);
      const location = response.headers.get('location');
      if (location === null) return { response, text: await response.text(), way };
      await response.text();
      next = new URL(location, next).href;
    }
    throw new Error(`no page after ${way.join(' → ')}`);
  }

  /** As the browser would send them. */
  header(url: string): string {
    const kept = this.cookies.get(new URL(url).host) ?? new Map<string, string>();
    return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(url: string, response: Response): void {
    const { host } = new URL(url);
    const kept = this.cookies.get(host) ?? new Map<string, string>();
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line) || value === '') kept.delete(name);
      else kept.set(name, value);
    }
    this.cookies.set(host, kept);
  }
}
