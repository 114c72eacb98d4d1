import type { Endpoint } from '../kit/entity.js';

const REFERENCE = 'https://developers.hrflow.ai/reference';

const page =
  (name: string, slug: string) =>
  (description: string): Endpoint => ({ name, url: `${REFERENCE}/${slug}`, description });

/** Pages of HrFlow's reference, to be described by what a writer or reader does there. */
export const ENDPOINTS = {
  getProfile: page('Get a Profile', 'get-a-profile'),
  addProfile: page('Index a Profile', 'index-a-profile'),
  editProfile: page('Edit a Profile', 'edit-a-profile'),
  archiveProfile: page('Archive a Profile', 'archive-a-profile'),
  parseResume: page('Parse a Resume', 'parse-a-resume-file'),
  getSource: page('Get a Source', 'get-a-source')('Check the API key and the source before a run.'),
  getJob: page('Get a Job', 'get-a-job'),
  addJob: page('Index a Job', 'index-a-job'),
  editJob: page('Edit a Job', 'edit-a-job'),
  archiveJob: page('Archive a Job', 'archive-a-job'),
  parseText: page('Parse a Text', 'parse-a-text'),
  getBoard: page('Get a Board', 'get-a-board')('Check the API key and the board before a run.'),
};
