import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { DISCARD_TAG, startSandbox, type Candidate, type Sandbox } from '../src/index.js';
import { ask } from './client.js';

const SAMPLE = JSON.parse(
  readFileSync(new URL('../fixtures/greenhouse-candidate.json', import.meta.url), 'utf8'),
) as Candidate;

describe('generated candidates', () => {
  let sandbox: Sandbox;
  let all: Candidate[];

  before(async () => {
    sandbox = await startSandbox({ candidates: 2000 });
    all = [...sandbox.candidates()];
  });
  after(() => sandbox.close());

  const share = (holds: (candidate: Candidate) => boolean): number => all.filter(holds).length / all.length;

  it('have the keys of the documented candidate, in its order', () => {
    for (const candidate of all) expect(Object.keys(candidate)).to.deep.equal(Object.keys(SAMPLE));
  });

  it('have applications with the keys of the documented ones', () => {
    const keys = Object.keys(SAMPLE.applications[0] ?? {});
    for (const application of all.flatMap(({ applications }) => applications)) {
      expect(application).to.have.all.keys(keys);
    }
  });

  it('are the same for the same seed, and others for another', async () => {
    const [same, other] = await Promise.all([
      startSandbox({ candidates: 50 }),
      startSandbox({ candidates: 50, seed: 2 }),
    ]);
    try {
      const bare = (candidates: Iterable<Candidate>): string =>
        JSON.stringify([...candidates])
          .replace(/127\.0\.0\.1:\d+/g, '')
          .replace(/X-Amz-Signature=\w+/g, '');
      expect(bare(same.candidates())).to.equal(bare(all.slice(0, 50)));
      expect(bare(other.candidates())).not.to.equal(bare(all.slice(0, 50)));
    } finally {
      await Promise.all([same.close(), other.close()]);
    }
  });

  it('need no memory: the last of a million is there at once', async () => {
    const large = await startSandbox({ candidates: 1_000_000 });
    try {
      const last = (all[0]?.id ?? 0) + ((all[1]?.id ?? 0) - (all[0]?.id ?? 0)) * 999_999;
      expect(large.candidate(last)?.id).to.equal(last);
      expect(large.profile(String(last))?.reference).to.equal(String(last));
    } finally {
      await large.close();
    }
  });

  it('are written in many scripts', () => {
    const names = all.map(({ first_name: first, last_name: last }) => `${first} ${last}`).join('\n');
    for (const script of [
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Hebrew}/u,
      /\p{Script=Greek}/u,
      /é/,
      /'/,
    ]) {
      expect(names).to.match(script);
    }
  });

  it('have addresses at example.com only', () => {
    const emails = all.flatMap(({ email_addresses: emails }) => emails.map(({ value }) => value));
    expect(emails.filter((email) => !/@(work\.)?example\.com$/.test(email))).to.deep.equal([]);
    expect(new Set(emails).size).to.equal(emails.length);
  });

  it('are private in about 3 of 100 cases, and tagged to be discarded in about 1 of 10', () => {
    expect(share(({ is_private: hidden }) => hidden)).to.be.within(0.015, 0.05);
    expect(share(({ tags }) => tags.includes(DISCARD_TAG))).to.be.within(0.08, 0.12);
  });

  it('study without dates, with null ones and with a null discipline', () => {
    const educations = all.flatMap((each) => each.educations);
    expect(educations.some((each) => !('start_date' in each) && !('end_date' in each))).to.equal(true);
    expect(educations.some((each) => each.start_date === null)).to.equal(true);
    expect(educations.some((each) => each.discipline === null)).to.equal(true);
    expect(educations.some((each) => each.school_name === null)).to.equal(true);
  });

  it('work on, without an end, or without a known beginning', () => {
    const employments = all.flatMap((each) => each.employments);
    expect(employments.some((each) => each.end_date === null)).to.equal(true);
    expect(employments.some((each) => each.start_date === null)).to.equal(true);
  });

  it('are sometimes nothing but an id and dates', () => {
    const blank = all.find(({ first_name: name }) => name === null);
    expect(blank).to.include({ last_name: null, company: null, title: null, recruiter: null });
    expect(blank?.email_addresses).to.deep.equal([]);
    expect(blank?.employments).to.deep.equal([]);
  });

  it('are sometimes anonymised, as Harvest leaves them', () => {
    const anonymous = all.find(({ first_name: name }) => name === 'Anonymized');
    expect(anonymous?.last_name).to.equal(String(anonymous?.id));
    expect(anonymous?.email_addresses).to.deep.equal([]);
  });
});

describe('a candidate’s résumé', () => {
  let sandbox: Sandbox;
  let url: string;

  before(async () => {
    sandbox = await startSandbox({ candidates: 20 });
    const attachments = [...sandbox.candidates()].flatMap((each) => each.attachments);
    url = attachments.find(({ type }) => type === 'resume')?.url ?? '';
  });
  after(() => sandbox.close());

  it('is a PDF behind a signed address', async () => {
    const response = await ask(url);
    expect(response.headers.get('content-type')).to.equal('application/pdf');
    expect(response.body).to.match(/^%PDF-1\.4[^]*%%EOF\n$/);
  });

  it('is refused to a request with credentials, as S3 does', async () => {
    for (const header of ['authorization', 'x-api-key']) {
      const response = await ask(url, { headers: { [header]: 'anything' } });
      expect(response.status).to.equal(400);
      expect(response.body).to.include('InvalidArgument');
    }
  });

  it('is refused without the signature', async () => {
    expect((await ask(url.split('?')[0] ?? '')).status).to.equal(403);
  });
});
