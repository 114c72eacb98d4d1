import { createRequire } from 'node:module';

/** The Express that every package of ours uses. */
const express = createRequire(new URL('../../packages/core/package.json', import.meta.url))('express') as {
  Router: { prototype: RouterMethods };
};

interface RouterMethods {
  use: (this: unknown, ...args: unknown[]) => unknown;
  route: (this: unknown, path: unknown) => RouteLike;
}
interface RouteLike {
  readonly methods: Readonly<Record<string, boolean>>;
}

/** One way into a server. */
export interface TableEntry {
  /** In capitals; `*` for any, and for what was mounted as a whole, such as a folder of files. */
  readonly method: string;
  /** As it was declared: `/runs/:id`. */
  readonly path: string;
}

/** Routers and routes by the router they were added to. Express itself keeps no path of what is mounted. */
interface Noted {
  readonly mounted: Map<unknown, { path: string; child: unknown }[]>;
  readonly routes: Map<unknown, { path: string; route: RouteLike }[]>;
}

/** Takes note of what is registered with Express. */
export interface RouteRecorder {
  table(): TableEntry[];
  stop(): void;
}

/**
 * Takes note of every route that is registered from now on, wherever and however deep: what a server answers to can't
 * be left out of a test by forgetting to list it.
 */
export function recordRoutes(): RouteRecorder {
  const noted: Noted = { mounted: new Map(), routes: new Map() };
  const stop = listen(noted);
  return { stop, table: () => tableOf(noted) };
}

function listen({ mounted, routes }: Noted): () => void {
  const { prototype } = express.Router;
  const { use, route } = prototype;
  prototype.use = function (this: unknown, ...args: unknown[]) {
    const hasPath = args.length > 0 && isPath(args[0]);
    const paths = hasPath ? [args[0]].flat(Infinity) : ['/'];
    const children = (hasPath ? args.slice(1) : args).flat(Infinity);
    const known = mounted.get(this) ?? [];
    for (const path of paths) for (const child of children) known.push({ path: String(path), child });
    mounted.set(this, known);
    return use.apply(this, args);
  };
  prototype.route = function (this: unknown, path: unknown) {
    const made = route.call(this, path);
    const known = routes.get(this) ?? [];
    for (const each of [path].flat(Infinity)) known.push({ path: String(each), route: made });
    routes.set(this, known);
    return made;
  };
  return () => {
    Object.assign(prototype, { use, route });
  };
}

function isPath(value: unknown): boolean {
  const [first] = [value].flat(Infinity);
  return typeof first === 'string' || first instanceof RegExp;
}

function tableOf({ mounted, routes }: Noted): TableEntry[] {
  const routers = new Set<unknown>([...mounted.keys(), ...routes.keys()]);
  // An application mounts itself nowhere; the router within it is what is registered with.
  const isRouter = (child: unknown): boolean => routers.has(child) || routers.has(routerOf(child));
  const children = new Set([...mounted.values()].flat().map(({ child }) => child));
  const roots = [...routers].filter(
    (router) => !children.has(router) && ![...children].some((each) => routerOf(each) === router),
  );
  const entries: TableEntry[] = [];
  const walk = (router: unknown, base: string): void => {
    for (const { path, route } of routes.get(router) ?? []) {
      for (const method of methodsOf(route)) entries.push({ method, path: join(base, path) });
    }
    for (const { path, child } of mounted.get(router) ?? []) {
      if (isRouter(child)) walk(routers.has(child) ? child : routerOf(child), join(base, path));
      else if (path !== '/') entries.push({ method: '*', path: join(base, path) });
    }
  };
  for (const root of roots) walk(root, '');
  return entries;
}

/** Of an application that is mounted within another one. */
function routerOf(child: unknown): unknown {
  return typeof child === 'function' && 'router' in child ? child.router : undefined;
}

function methodsOf({ methods }: RouteLike): string[] {
  return Object.keys(methods).map((method) => (method === '_all' ? '*' : method.toUpperCase()));
}

function join(base: string, path: string): string {
  return `${base}/${path}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
}
