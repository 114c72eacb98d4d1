import { createRequire } from 'node:module';
import { ok, wrong, type Finding } from './finding.js';

const manifest = createRequire(import.meta.url)('../../package.json') as { engines: { node: string } };

/** The oldest Node this package runs on, as its manifest says. */
const OLDEST = manifest.engines.node.replace(/^>=/, '');

/** @param version such as `20.19.0` */
export function examineNode(version: string): Finding {
  if (!isOlder(version, OLDEST)) return ok('node', version);
  const message = `Node ${version} is too old: install ${OLDEST} or newer.`;
  return wrong('node', { code: 'node_too_old', message });
}

function isOlder(version: string, than: string): boolean {
  const [mine, theirs] = [version, than].map((each) => each.split('.').map(Number));
  for (const [index, part] of (theirs ?? []).entries()) {
    const own = mine?.[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
