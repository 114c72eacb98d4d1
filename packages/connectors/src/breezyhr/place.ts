import { z } from 'zod';
import { readCursor } from '../kit/cursor.js';
import type { BreezyhrPositionState } from './position.js';

/**
 * Where a read of candidates stands: on a page of a position. It survives a restart as a text, and needs no
 * list of positions that could have changed in the meantime: positions are read state by state, in the order
 * of their ids, and the next one is looked for when one has been read.
 */
export interface Place {
  /** In which state the position was listed, or `null` where the parameters name it. */
  readonly state: BreezyhrPositionState | null;
  readonly position: { readonly _id: string; readonly name: string | null };
  readonly page: number;
  /** What the page before held: {@link marksOf}. */
  readonly before: string;
}

/**
 * Positions in every state are read, because candidates of a closed one are candidates still. The order is
 * that in which a position's states mostly follow each other, so that one that moves on while a run reads is
 * rather met twice than missed.
 */
const STATES_IN_ORDER = [
  'draft',
  'pending',
  'published',
  'closed',
  'archived',
] as const satisfies readonly BreezyhrPositionState[];

/** The states to read from one on; all without one. */
export function statesFrom(state: BreezyhrPositionState | undefined): readonly BreezyhrPositionState[] {
  return state === undefined ? STATES_IN_ORDER : STATES_IN_ORDER.slice(STATES_IN_ORDER.indexOf(state));
}

/** A place as a cursor. */
export function cursorOf(place: Place): string {
  return JSON.stringify(place);
}

/**
 * The place of a cursor of ours.
 * @throws RejectedItemError `cursor_invalid`
 */
export function placeOf(cursor: string): Place {
  return readCursor(cursor, PlaceShape);
}

const PlaceShape = z.object({
  state: z.enum(STATES_IN_ORDER).nullable(),
  position: z.object({ _id: z.string(), name: z.string().nullable() }),
  page: z.int().min(1),
  before: z.string(),
});

/** By what a page is known again: the ids it begins and ends with. Nothing for an empty page. */
export function marksOf(candidates: readonly { _id: string }[]): string {
  return candidates.length === 0 ? '' : `${candidates[0]?._id} ${candidates.at(-1)?._id}`;
}
