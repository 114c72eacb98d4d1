import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { connectors, type Action } from '../../src/index.js';
import { header, json } from './arbitraries.js';

/** Names that events of any sender have. */
const NAMES = [
  'type',
  'event',
  'action',
  'payload',
  'data',
  'object',
  'candidate',
  'applicant',
  'vacancy',
  'cv',
  'position',
  'profile',
  'source',
  'key',
  'id',
  '_id',
  'person',
  'name',
  'value',
  'profiles',
  'communication',
  'address',
  'email',
  'associatedPositionOpenings',
  'countrySubdivisions',
];
const eventNames = fc.constantFrom('profile.parsing.success', 'candidateAdded', 'new_applicant', 'export');

/** Events that are nearly right: a parser gets further than by chance. */
const event = fc.oneof(
  json(NAMES),
  fc.record({
    type: eventNames,
    event: eventNames,
    action: eventNames,
    profile: json(['key', 'source']),
    payload: fc.record({ application: json(['candidate', 'id']), candidate: json(['id']) }),
    object: fc.record({ candidate: json(['_id', 'name']), position: json(['_id', 'name']) }),
    data: fc.record({ applicant: json(['id', 'status']), candidate: json(), vacancy: json(), cv: json() }),
    candidate: fc.record({
      person: fc.record({ id: fc.record({ value: fc.string() }), name: json(), communication: json(NAMES) }),
      profiles: json(NAMES),
    }),
  }),
);
const headers = fc.dictionary(fc.constantFrom('x-jazzhr-event', 'greenhouse-event-id'), header);

const parsed = connectors
  .flatMap(({ actions }) => actions)
  .filter(
    (action): action is Action & { events: NonNullable<Action['events']> } => action.events !== undefined,
  );
const parsers = new Map(parsed.map((action) => [action.events.parse, action]));

describe('whatever an event says', () => {
  it('there is a parser for events of every connector', () => {
    const subtypes = new Set([...parsers.values()].map(({ connector }) => connector.subtype));
    expect(subtypes).to.include.all.keys('greenhouse', 'jazzhr', 'breezyhr', 'flatchr');
  });

  for (const [parse, { connector, name, origin }] of parsers) {
    it(`${connector.subtype}’s parser of ${name} understands it, or says what it expected`, async () => {
      await fc.assert(
        fc.asyncProperty(event, headers, async (said, its) => {
          try {
            const caught = await parse(said, its);
            if (caught === null) return;
            const records = caught.items ?? caught.summaries;
            if (records) {
              expect(records).to.be.an('array').with.length.above(0);
              for (const record of records) {
                // As in a job, and as the worker names it.
                const stored = JSON.parse(JSON.stringify(record)) as unknown;
                expect(typeof (origin.identify(stored) ?? '')).to.be.oneOf(['string', 'number']);
              }
            } else
              expect(
                Object.values(caught.pullParameters ?? {}).every((each) => typeof each === 'string'),
              ).to.equal(true);
          } catch (error) {
            // Anything else would be a bug: "Cannot read properties of undefined".
            expect(error)
              .to.be.an('error')
              .with.property('message')
              .that.matches(/^expected /);
          }
        }),
        { numRuns: 500 },
      );
    });
  }
});
