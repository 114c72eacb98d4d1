import { BreezyhrAccess, type BreezyhrUser } from './access.js';
import { candidateAt, idOf, positionAt } from './generator.js';
import {
  DOCUMENTED,
  type BreezyhrBehaviour,
  type BreezyhrCandidateRecord,
  type BreezyhrFileRecord,
  type BreezyhrPositionRecord,
  type BreezyhrState,
} from './records.js';
import { STAGES } from './vocabulary.js';

/** How many candidates stand on the positions the account starts with, and in which state these are. */
export type BreezyhrLayout = readonly (readonly [state: BreezyhrState, candidates: number])[];

/**
 * Three pages and a bit, exactly one page, one, none, and some that are not published. The first position's
 * last candidate is also on the second.
 */
export const DEFAULT_LAYOUT: BreezyhrLayout = [
  ['published', 107],
  ['published', 50],
  ['published', 5],
  ['published', 0],
  ['closed', 12],
  ['archived', 4],
  ['draft', 0],
  ['pending', 0],
];

/** What a test may change of a candidate. */
export type BreezyhrCandidatePatch = Partial<Omit<BreezyhrCandidateRecord, '_id' | 'position_id'>>;
export type BreezyhrPositionPatch = Partial<Omit<BreezyhrPositionRecord, '_id'>>;

/** What Breezy holds: one company's positions and candidates. */
export class BreezyhrAccount {
  readonly access: BreezyhrAccess;
  readonly #positions = new Map<string, BreezyhrPositionRecord>();
  readonly #candidates = new Map<string, BreezyhrCandidateRecord>();
  readonly #invited: string[] = [];
  #behaviour = DOCUMENTED;
  #made = 0;

  constructor(
    private readonly seed: number,
    user: BreezyhrUser,
    layout: BreezyhrLayout,
  ) {
    this.access = new BreezyhrAccess(user);
    for (const [state, candidates] of layout) this.setCandidates(this.addPosition(state)._id, candidates);
    this.#shareOnePerson();
  }

  get behaviour(): BreezyhrBehaviour {
    return this.#behaviour;
  }

  /** Makes the double behave otherwise where nobody could confirm how Breezy does. */
  behave(behaviour: Partial<BreezyhrBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...behaviour };
  }

  /** Sign-ins so far. */
  get signIns(): number {
    return this.access.signIns;
  }

  /** Ends the token in use, as a sign-out elsewhere would. */
  endSession(): void {
    this.access.signOut();
  }

  /** E-mails of applicants whom Breezy has asked to complete their application. */
  get invited(): readonly string[] {
    return this.#invited;
  }

  invite(email: string): void {
    this.#invited.push(email);
  }

  positions(state?: BreezyhrState): BreezyhrPositionRecord[] {
    return [...this.#positions.values()].filter((each) => state === undefined || each.state === state);
  }

  position(id: string): BreezyhrPositionRecord | undefined {
    return this.#positions.get(id);
  }

  addPosition(state: BreezyhrState): BreezyhrPositionRecord {
    const position = positionAt(this.seed, this.#positions.size, state);
    this.#positions.set(position._id, position);
    return position;
  }

  /** Makes the account hold exactly so many positions, all of them in one state. */
  setPositions(state: BreezyhrState, count: number): BreezyhrPositionRecord[] {
    this.#positions.clear();
    this.#candidates.clear();
    return Array.from({ length: count }, () => this.addPosition(state));
  }

  updatePosition(id: string, patch: BreezyhrPositionPatch): void {
    const position = this.#positions.get(id);
    if (position) this.#positions.set(id, { ...position, updated_date: now(), ...patch });
  }

  candidates(positionId?: string): BreezyhrCandidateRecord[] {
    const all = [...this.#candidates.values()];
    return positionId === undefined ? all : all.filter((each) => each.position_id === positionId);
  }

  candidate(id: string): BreezyhrCandidateRecord | undefined {
    return this.#candidates.get(id);
  }

  /** Makes a position hold exactly so many candidates. */
  setCandidates(positionId: string, count: number): BreezyhrCandidateRecord[] {
    for (const { _id } of this.candidates(positionId)) this.#candidates.delete(_id);
    return Array.from({ length: count }, () => this.#keep(candidateAt(this.seed, this.#made++, positionId)));
  }

  /** Adds candidates that came just now. */
  addCandidates(positionId: string, count: number): BreezyhrCandidateRecord[] {
    return Array.from({ length: count }, () => this.create(positionId, {}));
  }

  /** Adds a candidate as a client's creation would: with what is given, and generated for the rest. */
  create(positionId: string, given: BreezyhrCandidatePatch): BreezyhrCandidateRecord {
    const at = now();
    const generated = candidateAt(this.seed, this.#made++, positionId);
    return this.#keep({ ...generated, creation_date: at, updated_date: at, ...given });
  }

  /** Changes a candidate, and its `updated_date` unless the patch names it. */
  updateCandidate(id: string, patch: BreezyhrCandidatePatch): BreezyhrCandidateRecord | undefined {
    const candidate = this.#candidates.get(id);
    return candidate && this.#keep({ ...candidate, updated_date: now(), ...patch });
  }

  /** Puts a candidate into a stage of the default pipeline. */
  moveTo(id: string, stageId: string): void {
    const stage = STAGES.find((each) => each.id === stageId);
    if (stage === undefined) throw new Error(`The pipeline has no stage ${stageId}`);
    this.updateCandidate(id, { stage });
  }

  removeCandidate(id: string): void {
    this.#candidates.delete(id);
  }

  attach(id: string, file: BreezyhrFileRecord): void {
    this.updateCandidate(id, { resume: file });
  }

  /** The person's id by e-mail: who is on another position already keeps it. */
  personOf(email: string | null): string {
    const known = this.candidates().find((each) => email !== null && isSame(each.email_address, email));
    return known?.meta_id ?? idOf('person', this.seed, this.#made + 1_000_000);
  }

  #shareOnePerson(): void {
    const [first, second] = this.positions('published');
    const twice = first && this.candidates(first._id).at(-1);
    const other = second && this.candidates(second._id).at(0);
    if (!twice || !other) return;
    const { meta_id, name, email_address } = twice;
    this.#keep({ ...other, meta_id, name, email_address });
  }

  #keep(candidate: BreezyhrCandidateRecord): BreezyhrCandidateRecord {
    this.#candidates.set(candidate._id, candidate);
    return candidate;
  }
}

/** Breezy looks for normalised addresses. */
export function isSame(known: string | null, email: string): boolean {
  return known !== null && known.trim().toLowerCase() === email.trim().toLowerCase();
}

function now(): string {
  return new Date().toISOString();
}
