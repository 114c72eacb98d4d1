import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url));
export const RULE_FILES = ['recording', 'alerts'].map((name) => `${DEPLOY}prometheus/rules/${name}.yml`);

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

export async function readYaml<Content>(path: string): Promise<Content> {
  return parse(await readFile(path, 'utf8')) as Content;
}

/** Every rule and alert that is shipped. */
export async function readRules(): Promise<Rule[]> {
  const files = await Promise.all(
    RULE_FILES.map((path) => readYaml<{ groups: readonly { rules: readonly Rule[] }[] }>(path)),
  );
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

export async function readDashboards(): Promise<GrafanaDashboard[]> {
  const folder = `${DEPLOY}grafana/dashboards/`;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(folder + name, 'utf8')) as GrafanaDashboard),
  );
}

/** Every expression of a dashboard: of its panels, variables and annotations. */
export function expressionsOf({ panels, templating, annotations }: GrafanaDashboard): string[] {
  return [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...templating.list.map(({ definition }) => definition),
    ...annotations.list.map(({ expr }) => expr),
  ];
}

/** Names of ours in an expression: of metrics, and, with a colon, of recording rules. */
export function namesIn(expression: string): string[] {
  return expression.match(/\bhrflow_sync[a-zA-Z0-9_:]*/g) ?? [];
}
