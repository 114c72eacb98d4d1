import { expect } from 'chai';
import { table } from '../src/operators/table.js';

describe('a table on a terminal', () => {
  it('shows what comes from outside without letting it rule the terminal', () => {
    const hostile = [
      '\u001b]0;title\u0007',
      '\u001b[2J\u001b[H',
      '\u009b31mC1',
      '\u001b]52;c;aGFjaw==\u0007',
      'a\r\nb',
      '\u202eevil',
      'NUL \0',
    ];
    const shown = table(
      ['reference', 'message'],
      hostile.map((text) => [text, text]),
    );
    expect(shown.split('\n')).to.have.length(1 + hostile.length);
    expect(shown.replaceAll('\n', '')).not.to.match(/[\p{Cc}\u202e]/u);
    expect(table(['state'], [['\u001b[31mfailed\u001b[39m']])).to.contain('\u001b[31mfailed\u001b[39m');
  });
});
