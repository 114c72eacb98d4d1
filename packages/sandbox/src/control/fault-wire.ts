import type { FaultRule } from '../http/faults.js';

/** A rule as JSON: an expression travels as its source and flags. */
export type WireFaultRule = Omit<FaultRule, 'path'> & {
  readonly path?: string | { readonly pattern: string; readonly flags: string };
};

export function toWire({ path, ...rule }: FaultRule): WireFaultRule {
  if (path === undefined) return rule;
  return { ...rule, path: typeof path === 'string' ? path : { pattern: path.source, flags: path.flags } };
}

export function fromWire({ path, ...rule }: WireFaultRule): FaultRule {
  if (path === undefined) return rule;
  return { ...rule, path: typeof path === 'string' ? path : new RegExp(path.pattern, path.flags) };
}
