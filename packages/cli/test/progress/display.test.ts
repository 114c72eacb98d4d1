import { noEvents, type WaitingJobs } from '@hrflow-sync/core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import pc from 'picocolors';
import { stripVTControlCharacters } from 'node:util';
import { ProgressLines } from '../../src/progress/lines.js';
import { createProgress } from '../../src/progress/progress.js';
import { ProgressScreen } from '../../src/progress/screen.js';
import type { Snapshot } from '../../src/progress/snapshot.js';
import { colorsFor } from '../../src/terminal.js';
import { screenOf } from './terminal.js';

const START = new Date(2026, 10, 25, 14, 0, 0).getTime();

function snapshot(more: Partial<Snapshot> = {}, counts = {}, waiting: Partial<WaitingJobs> = {}): Snapshot {
  return {
    runId: '0mwvuwkt9-eddcc8',
    phase: 'reading and pushing',
    pages: 3,
    events: { ...noEvents(), read_success: 1_500, logics_discard: 100, write_success: 700, ...counts },
    outstanding: 700,
    readingEnded: false,
    waiting: { retrying: 0, limited: 0, limitedUntil: undefined, ...waiting },
    ...more,
  };
}

/** A display with a clock of its own, and what a terminal shows of it. */
function onScreen(columns = 80) {
  const written: string[] = [];
  let nowMs = START;
  const output = { columns, write: (text: string) => written.push(text) > 0 };
  const screen = new ProgressScreen(
    output,
    'nightly',
    'Ctrl-C leaves the run going',
    pc.createColors(false),
    () => nowMs,
  );
  return {
    screen,
    pass: (ms: number) => void (nowMs += ms),
    shown: () => screenOf(written.join(''), columns),
    type: (text: string) => void written.push(text),
  };
}

describe('the live display of a run', () => {
  it('shows phase, pages, counts, rate and time left', () => {
    const { screen, pass, shown } = onScreen();
    screen.show(snapshot({}, { write_success: 500, unchanged: 20, write_failure: 1 }));
    pass(1_000);
    screen.show(snapshot({}, { write_success: 600, unchanged: 20, write_failure: 1 }, { retrying: 4 }));
    const [head, bar, counts, pace, hint] = shown();
    expect(head).to.match(/^\S nightly {2}reading and pushing$/);
    expect(bar).to.match(/^ {2}━{13}─{17} {2}44 % of what was read {2}3 pages$/);
    expect(counts).to.equal('  read 1,500  discarded 100  unchanged 20  pushed 600  retrying 4  failed 1');
    expect(pace).to.equal('  100 items/s · 7 s left for what was read');
    expect(hint).to.equal('  run 0mwvuwkt9-eddcc8  Ctrl-C leaves the run going');
  });

  it('says what is left of the run once everything is read', () => {
    const { screen, pass, shown } = onScreen();
    screen.show(snapshot({ readingEnded: true }, { write_success: 600 }));
    pass(1_000);
    screen.show(snapshot({ readingEnded: true }));
    expect(shown().join('\n')).to.contain('100 items/s · 7 s left\n');
  });

  it('says that a rate limit holds the run up, and until when, in place of a time left', () => {
    const { screen, pass, shown } = onScreen();
    const waiting = { limited: 1_336, limitedUntil: START + 31_000 };
    screen.show(snapshot({}, { write_success: 600 }));
    pass(1_000);
    screen.show(snapshot({}, {}, waiting));
    expect(shown()).to.include('  rate limit: 1,336 waiting until 14:00:31 (30 s)');
    expect(shown().join('\n')).not.to.contain('left');
    pass(29_500);
    screen.show(snapshot({}, {}, waiting));
    expect(shown().join('\n')).not.to.contain('rate limit');
  });

  it('names the day of a wait that ends on another one', () => {
    const { screen, shown } = onScreen();
    screen.show(snapshot({}, {}, { limited: 1, limitedUntil: START + 86_400_000 }));
    expect(shown()).to.include('  rate limit: 1 waiting until 2026-11-26 14:00:00 (24.0 h)');
  });

  it('stands in its place: whatever it shows next, nothing is left of what it showed before', () => {
    const { screen, shown } = onScreen();
    screen.show(snapshot({}, {}, { limited: 5, limitedUntil: START + 60_000 }));
    screen.show(undefined);
    expect(shown()).to.have.length(1);
    expect(shown()[0]).to.match(/^\S nightly {2}waiting for a worker$/);
    screen.show(snapshot());
    screen.clear();
    expect(shown()).to.deep.equal([]);
  });

  it('leaves nothing behind when Ctrl-C has left its mark', () => {
    const { screen, shown, type } = onScreen();
    screen.show(snapshot());
    type('^C');
    screen.clear();
    type('Run 1 goes on.\n');
    expect(shown()).to.deep.equal(['Run 1 goes on.']);
  });

  for (const columns of [30, 44, 60]) {
    it(`fits into ${columns} columns, so that redrawing finds its lines again`, () => {
      const { screen, shown } = onScreen(columns);
      for (let times = 0; times < 3; times++) {
        screen.show(snapshot({}, {}, { limited: 12_345, limitedUntil: START + 3_600_000 }));
      }
      expect(Math.max(...shown().map((line) => line.length))).to.be.below(columns);
      expect(shown().filter((line) => line.includes('nightly'))).to.have.length(1);
    });
  }

  it('shows for a while that Redis is away', () => {
    const { screen, pass, shown } = onScreen();
    screen.note('connect ECONNREFUSED 127.0.0.1:6379');
    screen.show(snapshot());
    expect(shown()).to.include('  connect ECONNREFUSED 127.0.0.1:6379');
    pass(11_000);
    screen.show(snapshot());
    expect(shown().join('\n')).not.to.contain('ECONNREFUSED');
  });
});

describe('the lines of a run in a pipe', () => {
  it('come every two seconds, and at once with each phase', () => {
    const lines: string[] = [];
    let nowMs = START;
    const progress = new ProgressLines(
      { write: (text) => lines.push(String(text)) > 0 },
      'nightly',
      () => nowMs,
    );
    progress.show(undefined);
    for (let times = 0; times < 25; times++, nowMs += 200) progress.show(snapshot());
    progress.show(
      snapshot(
        { phase: 'pushing what was read' },
        {},
        { retrying: 2, limited: 7, limitedUntil: nowMs + 9_000 },
      ),
    );
    expect(lines).to.have.length(5);
    expect(lines[0]).to.equal('nightly: waiting for a worker\n');
    expect(lines[1]).to.equal(
      'nightly: reading and pushing · pages 3 · read 1,500 · discarded 100 · unchanged 0 · pushed 700 · retrying 0 · failed 0 · 0 items/s\n',
    );
    expect(lines[4]).to.match(
      /^nightly: pushing what was read .* retrying 2 .* rate limit: 7 waiting until 14:00:14 \(9 s\)\n$/,
    );
    for (const line of lines) expect(line).to.equal(stripVTControlCharacters(line));
  });
});

describe('a terminal', () => {
  const words = { title: 'nightly', hint: '' };
  const output = (isTTY: boolean) => ({ isTTY, columns: 80, write: () => true });
  const live = (isTTY: boolean, environment: NodeJS.ProcessEnv): boolean =>
    createProgress(output(isTTY), words, environment) instanceof ProgressScreen;

  it('is redrawn; a pipe, CI, a dumb one and one with a log are not', () => {
    expect(live(true, {})).to.equal(true);
    expect(live(true, { CI: '' })).to.equal(true);
    expect(live(false, {})).to.equal(false);
    for (const environment of [{ CI: 'true' }, { TERM: 'dumb' }, { LOG_LEVEL: 'debug' }]) {
      expect(live(true, environment), JSON.stringify(environment)).to.equal(false);
    }
  });

  it('has colours, unless NO_COLOR or TERM says otherwise; nothing else has any, not even CI', () => {
    const coloured = (isTTY: boolean, environment: NodeJS.ProcessEnv): boolean =>
      colorsFor(output(isTTY), environment).isColorSupported;
    expect(coloured(true, {})).to.equal(true);
    expect(coloured(true, { NO_COLOR: '' })).to.equal(true);
    expect(coloured(true, { NO_COLOR: '1' })).to.equal(false);
    expect(coloured(true, { TERM: 'dumb' })).to.equal(false);
    expect(coloured(false, { CI: 'true' })).to.equal(false);
  });
});
