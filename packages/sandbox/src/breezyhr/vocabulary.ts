import type { BreezyhrStageRecord } from './records.js';

const stage = (id: string, name: string, type: string, icon: string): BreezyhrStageRecord => ({
  id,
  name,
  type: { id: type, name: type.charAt(0).toUpperCase() + type.slice(1), icon },
});

/** The default pipeline. Names of stages and types are invented after Breezy's user interface. */
export const STAGES: readonly BreezyhrStageRecord[] = [
  stage('applied', 'Applied', 'pool', 'inbox'),
  stage('feedback', 'Feedback', 'active', 'eye'),
  stage('interviewing', 'Interviewing', 'active', 'chat'),
  stage('madeoffer', 'Made Offer', 'active', 'pen'),
  stage('hired', 'Hired', 'hired', 'flag'),
  stage('disqualified', 'Disqualified', 'disqualified', 'cross'),
];

export const POSITION_NAMES = [
  'Software Engineer',
  'Infirmier·ère de nuit',
  'Key Account Manager',
  'Data Scientist <remote>',
  'Warehouse Lead & Planner',
] as const;

export const DEPARTMENTS = ['Engineering', 'Santé', 'Sales', null] as const;
export const CATEGORIES = [
  { id: 'software', name: 'Software' },
  { id: 'healthcare', name: 'Healthcare' },
  null,
] as const;
export const EXPERIENCES = [
  { id: 'mid-level', name: 'Mid Level' },
  { id: 'entry-level', name: 'Entry Level' },
  null,
] as const;
export const TYPES = [
  { id: 'fullTime', name: 'Full-Time' },
  { id: 'partTime', name: 'Part-Time' },
] as const;
export const SOURCES = [
  { id: 'indeed', name: 'Indeed', type: 'board' },
  { id: 'career', name: 'Careers page', type: 'portal' },
  null,
] as const;
