import { UserError } from '@hrflow-sync/core';
import * as client from 'openid-client';
import type { Role } from '../access/person.js';
import { requireSomebody, type RoleLists, roleOf } from './role-lists.js';

/** An OpenID Connect provider where people sign in. */
export interface OidcSettings extends RoleLists {
  /** `https://…`; the provider's metadata is found below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: `openid email profile`. */
  readonly scopes?: string | undefined;
  /** A claim with one text or several, which the lists are about; without it they are about e-mail addresses. */
  readonly roleClaim?: string | undefined;
}

/** What has to come back with a sign-in; kept by us while the person is at the provider. */
export interface OidcCheck {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Somebody a provider vouches for; no role: may not come in here. */
export interface OidcPerson {
  readonly subject: string;
  readonly name: string;
  readonly role: Role | undefined;
}

const ANSWER_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 30;
const LONGEST_NAME = 256;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Signs people in at a provider: authorization code with PKCE, state and nonce. */
export class OidcLogin {
  /** Found at the first sign-in: that the provider is away must not keep the dashboard from starting. */
  #configuration: Promise<client.Configuration> | undefined;
  readonly #issuer: URL;

  /** @throws UserError `oidc_issuer_invalid` or `dashboard_roles_missing` */
  constructor(
    private readonly settings: OidcSettings,
    /** Where the provider sends people back to. */
    private readonly callbackUrl: string,
  ) {
    this.#issuer = checkedIssuer(settings.issuer);
    requireSomebody(settings, 'DASHBOARD_OIDC');
  }

  /** Changes when other people may come in: sessions of before are over then. */
  get stamp(): string {
    const { issuer, clientId, roleClaim, operators, viewers } = this.settings;
    return JSON.stringify([issuer, clientId, roleClaim, operators, viewers]);
  }

  /** What the button is called by. */
  get providerName(): string {
    return this.#issuer.host;
  }

  /** Where to send somebody who wants to sign in. */
  async begin(): Promise<{ url: string; check: OidcCheck }> {
    const configuration = await this.configuration();
    const check = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: this.settings.scopes ?? 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(check.codeVerifier),
      code_challenge_method: 'S256',
      state: check.state,
      nonce: check.nonce,
    });
    return { url: url.href, check };
  }

  /**
   * Who came back, from the query they came with. Rejects when the provider did not sign them in, or when
   * the answer doesn't belong to `check`.
   */
  async finish(query: string, { state, nonce, codeVerifier }: OidcCheck): Promise<OidcPerson> {
    const configuration = await this.configuration();
    const answer = new URL(this.callbackUrl);
    answer.search = query;
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const identity = tokens.claims();
    if (!identity) throw new Error('the provider gave no ID token');
    const claims: Record<string, unknown> = { ...identity };
    // Many providers put e-mail and groups there alone.
    if (configuration.serverMetadata().userinfo_endpoint !== undefined) {
      Object.assign(claims, await client.fetchUserInfo(configuration, tokens.access_token, identity.sub));
    }
    return {
      subject: `${identity.iss} ${identity.sub}`,
      name: displayName(claims, identity.sub),
      role: roleOf(this.settings, this.namesOf(claims)),
    };
  }

  /** Where somebody signs out at the provider as well; nothing where it doesn't offer that. */
  async signOutUrl(): Promise<string | undefined> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    // Where to come back to would have to be known there, and no ID token is kept that could vouch for the
    // person: the provider asks them, and shows a page of its own.
    return client.buildEndSessionUrl(configuration).href;
  }

  private namesOf(claims: Record<string, unknown>): string[] {
    const { roleClaim } = this.settings;
    if (roleClaim !== undefined) return textsOf(claims[roleClaim]);
    // An address that the provider didn't verify is what the person wrote there.
    return claims['email_verified'] === true ? textsOf(claims['email']) : [];
  }

  private async configuration(): Promise<client.Configuration> {
    const { clientId, clientSecret } = this.settings;
    this.#configuration ??= client.discovery(
      this.#issuer,
      clientId,
      { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      client.ClientSecretBasic(clientSecret),
      {
        timeout: ANSWER_SECONDS,
        execute: this.#issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      },
    );
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = undefined;
      throw error;
    }
  }
}

/** Over http a provider can be impersonated, except on this machine. */
function checkedIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))) return url;
  throw new UserError(`"${issuer}" is no https address; an OpenID Connect issuer has to be one.`, {
    code: 'oidc_issuer_invalid',
    path: 'DASHBOARD_OIDC_ISSUER',
  });
}

/** A verified address, or what is unique at the provider: people choose all other claims themselves. */
function displayName(claims: Record<string, unknown>, subject: string): string {
  const [email] = claims['email_verified'] === true ? textsOf(claims['email']) : [];
  const [chosen] = ['preferred_username', 'name'].flatMap((claim) => textsOf(claims[claim]));
  return (email ?? (chosen === undefined ? subject : `${chosen} (${subject})`)).slice(0, LONGEST_NAME);
}

function textsOf(claim: unknown): string[] {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value) => typeof value === 'string').filter(Boolean);
}
