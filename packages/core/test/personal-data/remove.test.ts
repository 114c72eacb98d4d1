import { removePersonalData } from '@hrflow-sync/core';
import { expect } from 'chai';

const told = (text: string, item: unknown): string => removePersonalData(new Error(text), item).message;

describe('what an error says of a person', () => {
  it('is taken out, whatever the system calls it', () => {
    const greenhouse = {
      first_name: 'Ada',
      last_name: 'Lovelace',
      title: 'Analyst',
      email_addresses: [{ value: 'ada@work.example', type: 'work' }],
      phone_numbers: [{ value: '+44 20 7946 0000', type: 'mobile' }],
      addresses: [{ value: '12 St James’s Square, London', type: 'home' }],
    };
    expect(
      told('Ada Lovelace, +44 20 7946 0000, at 12 St James’s Square, London: no analyst', greenhouse),
    ).to.equal('[personal] [personal], [personal], at [personal]: no analyst');
    const breezy = { name: 'Ada Lovelace', email_address: 'a@b.example', headline: 'Programmer' };
    expect(told('"Ada Lovelace" is a Programmer', breezy)).to.equal('"[personal]" is a Programmer');
    const hrflow = { info: { full_name: 'Ada Lovelace', phone: 442079460000, location: { text: 'London' } } };
    expect(told('ADA LOVELACE (442079460000)', hrflow)).to.equal('[personal] ([personal])');
  });

  it('goes from its stack and from the errors behind it, too', () => {
    const error = new Error('outside', { cause: new Error('Lovelace inside') });
    error.stack = 'Error: Lovelace\n    at here';
    removePersonalData(error, { last_name: 'Lovelace' });
    expect(error.stack).to.equal('Error: [personal]\n    at here');
    expect((error.cause as Error).message).to.equal('[personal] inside');
  });

  it('is whole words only, so that a message stays one', () => {
    expect(told('the annual plan of Ann', { first_name: 'Ann' })).to.equal('the annual plan of [personal]');
    expect(told('Lee’s fee', { last_name: 'Lee' })).to.equal('[personal]’s fee');
    expect(told('what is * or (this)?', { first_name: '(this)?', last_name: '* or' })).to.not.contain('* or');
  });

  it('is a name of two letters as it is written, and one of one character where that is a name', () => {
    expect(told('Bo Li: li is no element, both are', { first_name: 'Bo', last_name: 'Li' })).to.equal(
      '[personal] [personal]: li is no element, both are',
    );
    expect(told('雅婷 李，李雅婷', { first_name: '雅婷', last_name: '李' })).to.equal(
      '[personal] [personal]，[personal][personal]',
    );
    expect(told('A. said A', { first_name: 'A' })).to.equal('A. said A');
  });

  it('leaves the name of a job and what says of what kind a value is', () => {
    const job = { name: 'Nurse', skills: [{ name: 'Listening' }], location: { text: 'Lyon' } };
    expect(told('Nurse: Listening is no skill', job)).to.equal('Nurse: Listening is no skill');
    const candidate = { emails: [{ value: 'x@y.example', type: 'personal' }] };
    expect(told('type personal is unknown', candidate)).to.equal('type personal is unknown');
  });

  it('is any e-mail address, of the item or not', () => {
    expect(told('someone.else+tag@mail.example.org exists', {})).to.equal('[personal] exists');
  });

  it('is bounded: an item of a hundred thousand names takes no time to speak of', () => {
    const crowd = Array.from({ length: 100_000 }, (_, index) => ({ first_name: `name-${index}` }));
    expect(told('name-7 and name-99999', crowd)).to.equal('[personal] and name-99999');
  });

  it('is nothing in what is no error', () => {
    expect(removePersonalData('Ada', { first_name: 'Ada' })).to.equal('Ada');
  });
});
