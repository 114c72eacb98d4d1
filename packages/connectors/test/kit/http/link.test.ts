import { expect } from 'chai';
import { describe, it } from 'mocha';
import { linkTo, parseLinks } from '../../../src/kit/http/link.js';

const page2 = 'https://harvest.greenhouse.io/v1/candidates?page=2&per_page=2';

describe('the Link header', () => {
  const next: [string, string | undefined, string | undefined][] = [
    [
      "Greenhouse's own example",
      `<${page2}>; rel="next",<https://x/v1/candidates?page=9>; rel="last"`,
      page2,
    ],
    ['a relation without quotes', `<${page2}>; rel=next`, page2],
    ['upper case and spaces', `<${page2}> ; REL = "Next"`, page2],
    ['several relations of one link', `<${page2}>; rel="last next"`, page2],
    ['other parameters first', `<${page2}>; title="a, b; c"; rel="next"`, page2],
    ['an escaped quote in a parameter', `<${page2}>; title="say \\"hi\\""; rel="next"`, page2],
    [
      'commas and semicolons in the target',
      '<https://x/candidates?ids=1,2;3>; rel="next"',
      'https://x/candidates?ids=1,2;3',
    ],
    ['next as the second link', `<https://x/a>; rel="prev", <${page2}>; rel="next"`, page2],
    ['a relative target', '</v1/candidates?page=2>; rel="next"', '/v1/candidates?page=2'],
    ['only the first rel of a link', `<${page2}>; rel="prev"; rel="next"`, undefined],
    ['a word that only looks like the relation', `<${page2}>; rel="nextish"`, undefined],
    ['no next among the links', '<https://x/a>; rel="prev"', undefined],
    ['no header', undefined, undefined],
    ['an empty header', '', undefined],
    ['nonsense', 'page two, please', undefined],
  ];
  for (const [name, header, expected] of next) {
    it(`finds the next page with ${name}`, () => expect(linkTo('next', header)).to.equal(expected));
  }

  it('lists every link with its relations', () => {
    expect(parseLinks('<a>; rel="x y", <b>')).to.deep.equal([
      { target: 'a', relations: ['x', 'y'] },
      { target: 'b', relations: [] },
    ]);
  });
});
