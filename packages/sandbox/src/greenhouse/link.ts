/** Where a page stands among the others. */
export interface PagePosition {
  readonly page: number;
  /** At least 1. */
  readonly lastPage: number;
  /** With `skip_count=true` Harvest doesn't count, so it can't name the last page. */
  readonly skipCount: boolean;
}

/**
 * The RFC 5988 `Link` header of Harvest v1: absolute URLs that keep every filter; none when there is only
 * one page.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_introduction.md, "Pagination"
 */
export function linkHeader(
  url: string,
  query: URLSearchParams,
  perPage: number,
  at: PagePosition,
): string | undefined {
  if (at.lastPage <= 1 && at.page <= 1) return undefined;
  const link = (page: number, relation: string): string => {
    const target = new URLSearchParams(query);
    target.set('page', String(page));
    target.set('per_page', String(perPage));
    return `<${url}?${target.toString()}>; rel="${relation}"`;
  };
  const links = [];
  if (at.page < at.lastPage) links.push(link(at.page + 1, 'next'));
  if (at.page > 1) links.push(link(at.page - 1, 'prev'));
  if (!at.skipCount) links.push(link(at.lastPage, 'last'));
  return links.length > 0 ? links.join(',') : undefined;
}
