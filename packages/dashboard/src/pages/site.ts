import type { Visitor } from '../visitor.js';

/** What every page needs to know besides what it shows. */
export interface Site {
  /** Path under which a proxy shows the dashboard; empty or without a slash at the end. */
  readonly basePath: string;
  /** What everybody should know, if anything. */
  readonly notice: string | undefined;
  readonly visitor: Visitor;
}
