import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { CandidatePatch } from '@hrflow-sync/sandbox';
import { failureOf } from '../../support/errors.js';
import { ada, closesStage, setStage, type Stage } from './support.js';

for (const version of ['v1', 'v3'] as const) {
  describe(`updating candidates in Greenhouse, over Harvest ${version}`, () => {
    let stage: Stage;
    closesStage();
    beforeEach(async () => {
      stage = await setStage(version);
    });
    const hold = (patch: CandidatePatch = {}): number => {
      const { id } = stage.sandbox.addCandidates(1)[0]!;
      stage.sandbox.updateCandidate(id, {
        first_name: 'Adah',
        last_name: 'Martin',
        company: 'Halyard Health',
        title: null,
        email_addresses: [
          { value: 'a.martin@work.example.com', type: 'work' },
          { value: 'ada@example.com', type: 'personal' },
        ],
        phone_numbers: [{ value: '06 39 98 00 12', type: 'home' }],
        addresses: [{ value: '1 Old Road\nLondon', type: 'home' }],
        website_addresses: [{ value: 'linkedin.com/in/ada/', type: 'other' }],
        social_media_addresses: [{ value: '@ada' }],
        tags: ['Referral'],
        educations: [],
        employments: [],
        attachments: [],
        ...patch,
      });
      return id;
    };
    const held = (id: number) => stage.sandbox.candidate(id)!;
    const patches = () => stage.writes().filter(({ method }) => method === 'PATCH');

    it('changes what differs and keeps what Greenhouse knows', async () => {
      const id = hold();
      const before = held(id);
      expect(await stage.update(ada(), { tags: ['HrFlow', 'referral'] })).to.equal('written');
      expect(held(id)).to.deep.include({
        first_name: 'Ada',
        last_name: 'Martin',
        company: 'Boréal Énergie',
        title: 'Engineer',
        email_addresses: before.email_addresses,
        phone_numbers: before.phone_numbers,
        addresses: [...before.addresses, { value: '3 Harbour Street, Boston', type: 'home' }],
        website_addresses: [
          ...before.website_addresses,
          { value: 'https://ada.example.com', type: 'personal' },
        ],
        social_media_addresses: before.social_media_addresses,
        tags: ['HrFlow', 'Referral'],
        recruiter: before.recruiter,
        keyed_custom_fields: before.keyed_custom_fields,
      });
      const sent = JSON.parse(patches()[0]?.body ?? '{}') as object;
      expect(sent).to.have.all.keys(
        'first_name',
        'company',
        'title',
        'addresses',
        'website_addresses',
        'tags',
      );
    });

    it('writes nothing when nothing is new, so that the update does not come back as news', async () => {
      const id = hold();
      await stage.update(ada({ attachments: [stage.resume()] }));
      const [before, writes] = [held(id), stage.writes().length];
      expect(await stage.update(ada({ attachments: [stage.resume()] }))).to.equal('unchanged');
      expect([held(id), stage.writes().length]).to.deep.equal([before, writes]);
    });

    it('never takes a missing value for a deletion', async () => {
      const id = hold();
      const before = held(id);
      const nothing = { reference: 'x', info: { email: 'ada@example.com', first_name: null, urls: [] } };
      expect(await stage.update(nothing)).to.equal('unchanged');
      expect(held(id)).to.deep.equal(before);
    });

    it('adds only the educations and employments that are not there', async () => {
      const id = hold({
        educations: [
          {
            id: 1,
            school_name: 'University of Eastmoor',
            degree: "Master's Degree",
            discipline: 'Computer Science',
            start_date: '2013-09-15T00:00:00.000Z',
            end_date: null,
          },
        ],
        employments: [
          {
            id: 2,
            company_name: 'halyard health',
            title: 'Trainee',
            start_date: '2018-01-31T00:00:00.000Z',
            end_date: null,
          },
        ],
      });
      expect(await stage.update(ada())).to.equal('written');
      const { educations, employments } = held(id);
      expect(educations.map((each) => each.id)).to.deep.equal([1]);
      expect(employments.map(({ company_name }) => company_name)).to.deep.equal([
        'halyard health',
        'Boréal Énergie',
      ]);
    });

    it('knows a candidate that came from Greenhouse by its id, though its e-mail has changed', async () => {
      const id = hold({ email_addresses: [{ value: 'other@example.com', type: 'work' }] });
      const tags = [{ name: 'greenhouse_can_email', value: 'true' }];
      expect(await stage.update(ada({ reference: String(id), tags }))).to.equal('written');
      expect(held(id).email_addresses).to.deep.equal([
        { value: 'other@example.com', type: 'work' },
        { value: 'ada@example.com', type: 'personal' },
      ]);
    });

    it('does not take a number from elsewhere for an id of Greenhouse', async () => {
      const stranger = hold({ email_addresses: [{ value: 'stranger@example.com', type: 'work' }] });
      const failure = await failureOf(stage.update(ada({ reference: String(stranger) })));
      expect(failure).to.include({ code: 'candidate_not_found', recovery: 'reject' });
      expect(stage.writes()).to.deep.equal([]);
    });

    it('finds by e-mail who was merged into another candidate', async () => {
      const id = hold();
      const tags = [{ name: 'greenhouse_can_email', value: 'true' }];
      expect(await stage.update(ada({ reference: '53883395', tags }))).to.equal('written');
      expect(held(id).first_name).to.equal('Ada');
    });

    it('creates nobody', async () => {
      const failure = await failureOf(stage.update(ada()));
      expect(failure).to.include({ code: 'candidate_not_found', recovery: 'reject' });
      expect(failure.message).to.include('Create it first');
      expect(stage.sandbox.greenhouse.candidatesCreated()).to.equal(0);
    });

    describe('attaches a résumé', () => {
      const resumeHeld = (created_at: string) => ({
        filename: 'cv.pdf',
        url: `${stage.sandbox.url}/files/resume/77.pdf?X-Amz-Signature=x`,
        type: 'resume',
        created_at,
      });
      const filenames = (id: number) => held(id).attachments.map(({ filename }) => filename);
      const OLD = '2020-01-01T00:00:00.000Z';

      it('besides an older one of another length', async () => {
        const id = hold({ attachments: [resumeHeld(OLD)] });
        await stage.update(ada({ attachments: [stage.resume()] }));
        expect(filenames(id)).to.deep.equal(['cv.pdf', 'Ada Martin 5bae9c09.pdf']);
      });

      it('unless Greenhouse got one since HrFlow did', async () => {
        const id = hold({ attachments: [resumeHeld(new Date().toISOString())] });
        await stage.update(ada({ attachments: [stage.resume({ created_at: '2021-01-01T00:00:00+0000' })] }));
        expect(filenames(id)).to.deep.equal(['cv.pdf']);
      });

      it('unless it is as long as the one HrFlow has: most likely it came from there', async () => {
        const id = hold({ attachments: [resumeHeld(OLD)] });
        const { length } = Buffer.from(await (await fetch(resumeHeld(OLD).url)).arrayBuffer());
        await stage.update(ada({ attachments: [stage.resume({ file_size: length })] }));
        expect(filenames(id)).to.deep.equal(['cv.pdf']);
      });

      it('when the held one can not be fetched any more', async () => {
        const expired = { ...resumeHeld(OLD), url: `${stage.sandbox.url}/files/resume/77.pdf` };
        const id = hold({ attachments: [expired] });
        await stage.update(ada({ attachments: [stage.resume()] }));
        expect(filenames(id)).to.have.length(2);
      });
    });
  });
}
