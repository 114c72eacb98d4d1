/** One link of a `Link` header: where to, and what for. */
export interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

/**
 * Reads a `Link` header (RFC 8288). Targets may hold commas and semicolons, parameters may be quoted
 * or bare, in any case and order, and one link may have several relations. What can't be read is
 * left out.
 */
export function parseLinks(header: string | undefined): Link[] {
  const links: Link[] = [];
  const entry = /<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)/g;
  for (const [, target, parameters] of (header ?? '').matchAll(entry)) {
    if (target !== undefined) links.push({ target: target.trim(), relations: relations(parameters ?? '') });
  }
  return links;
}

/** The target of the first link with this relation, e.g. `next`. */
export function linkTo(relation: string, header: string | undefined): string | undefined {
  return parseLinks(header).find(({ relations }) => relations.includes(relation))?.target;
}

function relations(parameters: string): string[] {
  // Only the first rel counts (RFC 8288, 3.3).
  const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters) ?? [];
  return (quoted ?? bare ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}
