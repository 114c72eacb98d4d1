import { z } from 'zod';

/** Texts are trimmed of nothing and checked for nothing but their type: HrFlow decides what it takes. */
export const text = z.string().nullish();

const named = z.looseObject({ name: text, value: z.unknown().optional() });
/** Languages, certifications, courses, tasks, interests, tags and metadatas. */
export const namedList = z.array(named).nullish();

export const location = z.looseObject({
  text,
  lat: z.number().nullish(),
  lng: z.number().nullish(),
});

export const skills = z
  .array(z.looseObject({ name: text, type: text, value: z.unknown().optional() }))
  .nullish();
