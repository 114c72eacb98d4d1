import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './image.js';

export const COMPOSE_FILE = join(ROOT, 'docker-compose.yml');

/** What is read of a service here. */
export interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly depends_on?: unknown;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The file as compose reads it, with no variable set. */
export async function readCompose(): Promise<Compose> {
  const text = await readFile(COMPOSE_FILE, 'utf8');
  const interpolated = text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  return parse(interpolated, { merge: true }) as Compose;
}

/** The services that run our image. */
export function rolesOf({ services }: Compose): [name: string, service: Service][] {
  return Object.entries(services).filter(([, { build }]) => build !== undefined);
}
