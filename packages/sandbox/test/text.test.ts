import { expect } from 'chai';
import { startSandbox, type Sandbox } from '../src/index.js';
import { hrflow } from './client.js';

interface Parsed {
  readonly text: string;
  readonly entities: readonly { start: number; end: number; label: string }[];
  readonly parsing: Readonly<Record<string, string[]>>;
}

describe('the parsing of texts', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ candidates: 0 });
  });
  after(() => sandbox.close());
  const parse = (body: unknown) => hrflow<Parsed[]>(sandbox, 'POST', 'text/parsing', body);

  it('finds words with offsets in code points, each also in the list of its label', async () => {
    const text = '🚀 Python developer in Paris, fluent English, pythonic';
    const { status, body } = await parse({ texts: [text, 'aïkido'] });
    expect([status, body.message, body.data.length]).to.deep.equal([200, 'Parsing results', 2]);
    const [parsed] = body.data;
    const characters = Array.from(text);
    const slices = parsed?.entities.map(({ start, end, label }) => [
      label,
      characters.slice(start, end).join(''),
    ]);
    expect(slices).to.deep.equal([
      ['skill_hard', 'Python'],
      ['job_title', 'developer'],
      ['location', 'Paris'],
      ['language', 'English'],
    ]);
    expect(parsed?.parsing).to.deep.include({
      skills_hard: ['Python'],
      locations: ['Paris'],
      languages: ['English'],
      skills_soft: [],
    });
    expect(body.data[1]?.parsing['interests']).to.deep.equal(['aïkido']);
  });

  it('takes one text, too', async () => {
    expect((await parse({ text: 'SQL' })).body.data[0]?.parsing['skills_hard']).to.deep.equal(['SQL']);
  });

  it('refuses no text, and too many', async () => {
    for (const body of [{ text: null }, { text: '' }, {}, { texts: [] }, { texts: [null] }]) {
      const answer = await parse(body);
      expect(answer.body).to.deep.equal({ code: 400, message: 'Bad request. Text cannot be null' });
    }
    expect((await parse({ texts: Array<string>(32).fill('SQL') })).status).to.equal(400);
  });
});
