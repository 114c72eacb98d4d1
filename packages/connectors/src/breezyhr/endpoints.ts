import type { Endpoint } from '../kit/entity.js';

/** Where Breezy documents all of its API; for routes whose own page we haven't seen. */
const REFERENCE = 'https://developer.breezy.hr/reference/overview';
const GUIDE = 'https://developer.breezy.hr/docs';

/** Breezy's routes, with what an action uses each for. */
export const ENDPOINTS = {
  signIn: {
    name: 'Sign in',
    url: 'https://developer.breezy.hr/reference/authorization',
    description:
      'Exchange e-mail and password for a token, which all workers share. A `password` that starts with `breezy_pat_` is a personal access token (My Settings > API Keys) and is sent as it is.',
  },
  companies: {
    name: 'Companies',
    url: `${GUIDE}/companies`,
    description: 'Find the company by its name, and check the credentials before a run.',
  },
  positions: (description: string): Endpoint => ({ name: 'Positions', url: REFERENCE, description }),
  position: (description: string): Endpoint => ({
    name: 'Position',
    url: 'https://developer.breezy.hr/reference/getposition',
    description,
  }),
  pipelines: (description: string): Endpoint => ({ name: 'Pipelines', url: REFERENCE, description }),
  candidates: (description: string): Endpoint => ({
    name: 'Candidates',
    url: `${GUIDE}/company-position-candidates`,
    description,
  }),
  addCandidate: (description: string): Endpoint => ({
    name: 'Add candidate',
    url: `${GUIDE}/company-position-candidates-add`,
    description,
  }),
  candidate: (description: string): Endpoint => ({ name: 'Candidate', url: REFERENCE, description }),
  updateCandidate: (description: string): Endpoint => ({
    name: 'Update candidate',
    url: REFERENCE,
    description,
  }),
  search: (description: string): Endpoint => ({ name: 'Search candidates', url: REFERENCE, description }),
  education: (description: string): Endpoint => ({
    name: 'Candidate education',
    url: REFERENCE,
    description,
  }),
  workHistory: (description: string): Endpoint => ({
    name: 'Candidate work history',
    url: REFERENCE,
    description,
  }),
  resume: (description: string): Endpoint => ({ name: 'Candidate resume', url: REFERENCE, description }),
} as const;
