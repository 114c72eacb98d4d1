import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyHR,
  candidateEvent,
  EVENT_SOURCES,
  Flatchr,
  hmacSource,
  JazzHR,
  profileEvent,
  secretSource,
  type Delivery,
  type EventSource,
} from '../../../src/index.js';

const SECRET = 'whsec_0123456789';
const BODY = '{ "type": "profile.parsing.success", "name": "Zoë 🦊" }';
const hex = (body: string | Buffer, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');
const base64url = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64url');
const delivery = (headers: Delivery['headers'], body: string | Buffer = BODY): Delivery => ({
  headers,
  raw: Buffer.from(body),
});

/** Each sender's header, and every form in which he is said to sign. */
const SENDERS: readonly { source: EventSource; header: string; signatures: Record<string, string> }[] = [
  {
    source: EVENT_SOURCES.hrflow,
    header: 'http-hrflow-signature',
    signatures: {
      'scheme A': hex(BODY),
      'scheme B': `${base64url(hex(BODY))}.${base64url(BODY)}`,
      'scheme C, payload decoded': `${base64url(Buffer.from(hex(BODY), 'hex'))}.${base64url(BODY)}`,
      'scheme C, payload encoded': `${base64url(Buffer.from(hex(base64url(BODY)), 'hex'))}.${base64url(BODY)}`,
    },
  },
  { source: EVENT_SOURCES.greenhouse, header: 'signature', signatures: { hex: `sha256 ${hex(BODY)}` } },
  { source: EVENT_SOURCES.jazzhr, header: 'x-jazzhr-signature', signatures: { hex: hex(BODY) } },
  {
    source: EVENT_SOURCES.breezyhr,
    header: 'x-hook-signature',
    signatures: {
      'the body as sent': hex(BODY),
      'the body written anew': hex(JSON.stringify(JSON.parse(BODY))),
    },
  },
  {
    source: hmacSource(),
    header: 'x-signature',
    signatures: { plain: hex(BODY), GitHub: `sha256=${hex(BODY)}` },
  },
  { source: hmacSource('X-Acme-Mac'), header: 'x-acme-mac', signatures: { plain: hex(BODY) } },
  { source: secretSource(), header: 'x-hook-secret', signatures: { 'the secret': SECRET } },
];

describe('who sent an event', () => {
  for (const { source, header, signatures } of SENDERS) {
    for (const [form, signature] of Object.entries(signatures)) {
      it(`is known by the signature of ${source.name} in ${header}: ${form}`, () => {
        expect(source.isSigned(delivery({ [header]: signature }), SECRET)).to.equal(true);
        expect(source.isSigned(delivery({ [header]: signature }), `${SECRET}x`)).to.equal(false);
        expect(source.isSigned(delivery({}), SECRET)).to.equal(false);
        if (source.name !== 'secret') {
          const changed = BODY.replace('Zoë', 'Zoe');
          expect(source.isSigned(delivery({ [header]: signature }, changed), SECRET)).to.equal(false);
        }
      });
    }

    it(`is not known by anything like a signature of ${source.name} in ${header}`, () => {
      const right = Object.values(signatures)[0] ?? '';
      const bad = [
        '',
        ' ',
        '.',
        '..',
        'sha256 ',
        'sha256=',
        'null',
        right.slice(1),
        `${right}0`,
        right.slice(0, 10),
      ];
      for (const signature of [...bad, '0'.repeat(64), 'ü'.repeat(64), `${base64url('')}.${base64url('')}`]) {
        expect(source.isSigned(delivery({ [header]: signature }), SECRET), signature).to.equal(false);
      }
    });
  }

  it('is not known by a signature whose own payload is another one than the body', () => {
    const other = '{"type":"profile.parsing.success","profile":{"key":"other"}}';
    const signature = `${base64url(hex(other))}.${base64url(other)}`;
    const { hrflow } = EVENT_SOURCES;
    expect(hrflow.isSigned(delivery({ 'http-hrflow-signature': signature }, other), SECRET)).to.equal(true);
    expect(hrflow.isSigned(delivery({ 'http-hrflow-signature': signature }), SECRET)).to.equal(false);
  });

  it('takes the bytes as they came, whatever they are', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    const signature = hex(bytes);
    expect(hmacSource().isSigned(delivery({ 'x-signature': signature }, bytes), SECRET)).to.equal(true);
  });
});

describe('what makes two deliveries one event', () => {
  const { hrflow, greenhouse, jazzhr, breezyhr } = EVENT_SOURCES;

  it("is HrFlow's type, key and time of the update", () => {
    const event = {
      type: 'profile.storing.update',
      profile: { key: 'k', updated_at: '2026-01-01T00:00:00+0000' },
    };
    const id = hrflow.eventId?.(delivery({}), event);
    expect(id).to.equal('profile.storing.update k 2026-01-01T00:00:00+0000');
    expect(hrflow.eventId?.(delivery({}), [event])).to.equal(id);
    expect(
      hrflow.eventId?.(delivery({}), { type: 'profile.storing.update', profile: { key: 'k' } }),
    ).to.equal(undefined);
  });

  it('is the id that Greenhouse, JazzHR and Breezy HR give', () => {
    expect(greenhouse.eventId?.(delivery({ 'greenhouse-event-id': '7' }), {})).to.equal('7');
    expect(jazzhr.eventId?.(delivery({ 'x-jazzhr-uuid': 'u' }), {})).to.equal('u');
    expect(breezyhr.eventId?.(delivery({}), { _id: 'b' })).to.equal('b');
  });

  it('is nothing when a delivery only asks whether anybody is there', () => {
    expect(greenhouse.isPing?.(delivery({}), { action: 'ping' })).to.equal(true);
    expect(jazzhr.isPing?.(delivery({ 'x-jazzhr-event': 'VERIFY' }), {})).to.equal(true);
    expect(jazzhr.isPing?.(delivery({}), { data: 'JazzHR Verify Event' })).to.equal(true);
    expect(jazzhr.isPing?.(delivery({ 'x-jazzhr-event': 'CANDIDATE-EXPORT' }), {})).to.equal(false);
  });
});

describe('what an event asks for', () => {
  it("is HrFlow's profile, by source and key", () => {
    const profile = { key: 'k', source: { key: 's' } };
    const pullParameters = { source_key: 's', profile_key: 'k' };
    expect(profileEvent({ type: 'profile.parsing.success', profile })).to.deep.equal({ pullParameters });
    expect(profileEvent([{ type: 'profile.storing.update', profile }])).to.deep.equal({ pullParameters });
  });

  it('is nothing when it is about a job, or about something that failed', () => {
    expect(profileEvent({ type: 'job.storing.success', job: { key: 'k' } })).to.equal(null);
    expect(profileEvent({ type: 'profile.parsing.error', profile: { key: 'k' } })).to.equal(null);
  });

  it('can not be understood without what it has to say', () => {
    for (const event of [null, 5, 'x', [], [{}, {}], {}, { type: 'profile.parsing.success' }]) {
      expect(() => profileEvent(event), JSON.stringify(event)).to.throw(/expected/);
    }
  });

  it("is the applicant that a candidate export of JazzHR's carries", async () => {
    const { create_profiles_in_hrflow: action } = JazzHR;
    const event = JSON.parse(
      await readFile(new URL('../../fixtures/jazzhr/webhook-candidate-export.json', import.meta.url), 'utf8'),
    ) as unknown;
    const caught = await action.events?.parse(event, {});
    const [applicant] = caught?.items ?? [];
    expect(applicant).to.deep.include({
      id: 'prospect_20260301103000_ABCDEF',
      first_name: 'Ada',
      last_name: 'Martin',
      email: 'ada.martin@example.com',
      location: 'Pittsburgh, PA',
      education_level: 'Master',
    });
    const profile = action.format(applicant as never);
    expect(profile.reference).to.equal('prospect_20260301103000_ABCDEF');
    expect(profile.info?.email).to.equal('ada.martin@example.com');
    await expectError(async () => action.events?.parse({ candidate: { person: {} } }, {}), /id/);
  });

  it("is Breezy HR's candidate, by its position, for the detail to be fetched", async () => {
    const { events } = BreezyHR.update_profiles_in_hrflow;
    const object = {
      candidate: { _id: 'c', name: 'Ada' },
      position: { _id: 'p', name: 'Engineer', all_admins: [] },
    };
    expect(await events?.parse({ type: 'candidateAdded', object }, {})).to.deep.equal({
      summaries: [{ _id: 'c', name: 'Ada', position: { _id: 'p', name: 'Engineer' } }],
    });
    expect(await events?.parse({ type: 'candidateDeleted', object }, {})).to.equal(null);
    expect(await events?.parse({ type: 'companyPositionAdded', object: {} }, {})).to.equal(null);
    await expectError(async () => events?.parse({ type: 'candidateAdded', object: {} }, {}), /position/);
  });

  it("is Flatchr's applicant, as a line of its search, with the CV that only the event names", async () => {
    const { events } = Flatchr.create_profiles_in_hrflow;
    const data = {
      applicant: { id: 'G6KzqPkNZ0n31m0l', status: 1, candidate_id: 1648 },
      candidate: { firstname: 'Ada', lastname: 'Martin', email: 'ada@example.com', id: 1648 },
      vacancy: { id: 1575, title: 'Chirurgien' },
      cv: { key: 'candidates/2026/ada', extension: 'pdf' },
      applicant_id: 1860,
    };
    const caught = await events?.parse({ event: 'new_applicant', data, company_id: 59 }, {});
    expect(caught?.summaries?.[0]).to.deep.include({
      applicant: 'G6KzqPkNZ0n31m0l',
      email: 'ada@example.com',
      vacancy_id: 1575,
      cv: data.cv,
    });
    expect(events).to.not.have.property('source');
    expect(await events?.parse({ event: 'new_message', data: {} }, {})).to.equal(null);
    await expectError(async () => events?.parse({ event: 'new_applicant', data: {} }, {}), /applicant.id/);
  });

  it("is Greenhouse's candidate, its own or that of an application", () => {
    const pullParameters = { candidate_ids: '5' };
    expect(candidateEvent({ payload: { candidate: { id: 5 } } })).to.deep.equal({ pullParameters });
    expect(candidateEvent({ payload: { application: { candidate: { id: 5 } } } })).to.deep.equal({
      pullParameters,
    });
    expect(candidateEvent({ action: 'job_created', payload: { job: { id: 1 } } })).to.equal(null);
    expect(() => candidateEvent({ action: 'x' })).to.throw(/payload/);
  });
});

async function expectError(work: () => Promise<unknown>, words: RegExp): Promise<void> {
  const failure = await work().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(String(failure)).to.match(words);
}
