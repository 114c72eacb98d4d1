import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { htmlToText } from '../../src/index.js';

describe('the text of HTML', () => {
  const cases: [string, string, string][] = [
    ['keeps what is no HTML', 'a < b, c > d & e', 'a < b, c > d & e'],
    ['puts a break between blocks', '<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['puts a line to each entry of a list', '<ul><li>One</li>\n<li>Two</li></ul>', 'One\n\nTwo'],
    ['puts none within a word', 'Eng<b>in</b>eer', 'Engineer'],
    ['breaks a line', 'One<br/>Two<br>Three', 'One\nTwo\nThree'],
    [
      'knows names and numbers of characters',
      'R&amp;D &eacute;t&eacute; &#8364;&#x1F680; &hellip;',
      'R&D été €🚀 …',
    ],
    ['leaves names that nobody knows', '&nobody; &#1114112; &#xD800;', '&nobody; &#1114112; &#xD800;'],
    [
      'reads HTML that was escaped twice',
      '&lt;p&gt;One&lt;/p&gt;&lt;p&gt;R&amp;amp;D&lt;/p&gt;',
      'One\n\nR&D',
    ],
    [
      'leaves out scripts, styles and comments',
      '<style>a{}</style>A<!-- <b> --><script>x<y</script>B',
      'A B',
    ],
    ['draws white space together', '  One&nbsp; \t two \r\n\n\n\n three ', 'One two\n\nthree'],
    ['is empty for tags alone', '<p>&nbsp;</p><br>', ''],
  ];
  for (const [name, html, text] of cases) {
    it(name, () => expect(htmlToText(html)).to.equal(text));
  }

  it('never throws, and is done in time whatever is open', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (html) => {
        expect(htmlToText(html)).to.be.a('string');
      }),
    );
    for (const start of ['<', '<p', '<!--', '<script>', '&#', '</']) {
      const started = performance.now();
      htmlToText(start.repeat(20_000));
      expect(performance.now() - started).to.be.below(1_000);
    }
  });
});
