import type { Education, Employment } from './candidate.js';
import { iso } from './dates.js';
import { Draw } from './draw.js';
import { COMPANIES, DEGREES, DISCIPLINES, SCHOOLS, TITLES } from './vocabulary.js';

const EDUCATION = 4;
const EMPLOYMENT = 5;

/** What a candidate studied: often nothing, and not always with dates. */
export function educationsOf(seed: number, index: number, id: number): Education[] {
  const draw = new Draw(seed, index, EDUCATION);
  return Array.from({ length: draw.below(3) }, (_, position): Education => {
    const start = 2000 + draw.below(20);
    const education = {
      id: id * 10 + position,
      school_name: draw.chance(95) ? draw.pick(SCHOOLS) : null,
      degree: draw.chance(85) ? draw.pick(DEGREES) : null,
      discipline: draw.chance(75) ? draw.pick(DISCIPLINES) : null,
    };
    // The documented answer for a new candidate has no dates at all, not even as null.
    if (draw.chance(20)) return { ...education, discipline: null };
    return {
      ...education,
      start_date: draw.chance(90) ? iso(Date.UTC(start, 7, 15)) : null,
      end_date: draw.chance(80) ? iso(Date.UTC(start + 4, 4, 15)) : null,
    };
  });
}

/** Where a candidate worked: the latest employment is mostly the current one, without an end. */
export function employmentsOf(seed: number, index: number, id: number): Employment[] {
  const draw = new Draw(seed, index, EMPLOYMENT);
  return Array.from({ length: draw.below(4) }, (_, position): Employment => {
    const start = 2020 - position * 4 + draw.below(3);
    const current = position === 0 && draw.chance(70);
    return {
      id: id * 10 + position,
      company_name: draw.chance(97) ? draw.pick(COMPANIES) : null,
      title: draw.chance(95) ? draw.pick(TITLES) : null,
      start_date: draw.chance(95) ? iso(Date.UTC(start, draw.below(12), 1)) : null,
      end_date: current ? null : iso(Date.UTC(start + 3, draw.below(12), 28)),
    };
  });
}
