import { Audit, Pauses } from '@hrflow-sync/core';
import { expect } from 'chai';
import { addViewer, VIEWER, visitor, withDashboard } from './fixture.js';
import { Seed } from './seed.js';

/** What somebody may be called whose name a page repeats: in a text, in an attribute, in a URL. */
const NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  'javascript:alert(1)',
  '</title><svg onload=alert(1)>',
  '<!--',
  '../../logout?x=1#y',
  '//evil.example/x',
  '\ud83d half',
  'NUL \0 inside',
  'line\r\nX-Injected: yes',
  '\u202egnp.exe',
  '${7*7}{{7*7}}',
  '=HYPERLINK("http://evil.example")',
];
const [SCRIPT = '', IMAGE = ''] = NAMES;

describe('names, messages and ids that are made to harm', () => {
  it('are text on every page, in every attribute and every address', () =>
    withDashboard({}, async (fixture) => {
      const { redis, prefix } = fixture;
      const seed = new Seed(redis, prefix);
      const workflowId = `w${IMAGE}`;
      await seed.run({
        runId: 'run-1',
        workflowId,
        startedAtMs: Date.now() - 60_000,
        read: NAMES.length,
        letters: NAMES.map((name, ordinal) => ({
          event: 'write_failure',
          ordinal,
          reference: name,
          // The code of a connector of one's own.
          code: ordinal % 2 === 0 ? name : 'bad_request',
          message: `refused: ${name}`,
          attempts: 1,
        })),
      });
      await seed.run({
        runId: 'run-2',
        workflowId,
        startedAtMs: Date.now() - 30_000,
        fatal: { reason: 'read_failure', code: SCRIPT, message: NAMES.join(' ') },
      });
      await new Pauses(redis, prefix).pause(workflowId, {
        code: SCRIPT,
        message: NAMES.join(' '),
        at: new Date().toISOString(),
        runId: 'run-1',
      });
      await new Audit(redis, prefix).record({
        name: SCRIPT,
        via: 'oidc',
        address: IMAGE,
        action: SCRIPT,
        target: IMAGE,
        detail: NAMES.join(' '),
      });
      const operator = await visitor(fixture);
      const paths = [
        '/',
        '/runs/run-1',
        '/runs/run-2',
        `/workflows/${encodeURIComponent(workflowId)}`,
        '/schedules',
        '/audit',
        `/none/${encodeURIComponent(SCRIPT)}`,
        `/?told=${encodeURIComponent(SCRIPT)}&n=${encodeURIComponent(IMAGE)}`,
        `/runs/run-1?code=${encodeURIComponent(IMAGE)}&after=-1`,
        `/login?next=${encodeURIComponent(`//evil.example/${IMAGE}`)}`,
        ...NAMES.map((_name, ordinal) => `/runs/run-1/items/${ordinal}`),
        ...NAMES.map(
          (name) => `/items?reference=${encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '?'))}`,
        ),
      ];
      for (const path of paths) {
        const response = await operator.read(path);
        expect(response.status, path).to.be.below(500);
        for (const [name, value] of response.headers) {
          expect(name, path).not.to.equal('x-injected');
          if (name === 'location') expect(value, path).to.match(/^\/(?!\/)/);
        }
        if (response.headers.get('content-type')?.startsWith('text/html')) {
          expectOnlyOurs(await response.text(), path);
        }
      }
      const page = await (await operator.read('/runs/run-1')).text();
      expect(page).to.contain('&#60;script&#62;alert(1)&#60;/script&#62;');
      await addViewer(fixture);
      const viewer = await visitor(fixture, VIEWER);
      const seen = await (await viewer.read('/runs/run-1')).text();
      expectOnlyOurs(seen, 'for a viewer');
      expect(seen).to.contain(`/items?reference=${encodeURIComponent(IMAGE).replaceAll("'", '&#39;')}`);
    }));

  it('are text in what a page is kept up to date with', () =>
    withDashboard({}, async (fixture) => {
      const seed = new Seed(fixture.redis, fixture.prefix);
      await seed.run({
        runId: 'run-1',
        workflowId: 'w',
        startedAtMs: Date.now() - 60_000,
        read: 1,
        letters: [
          {
            event: 'write_failure',
            ordinal: 0,
            reference: IMAGE,
            code: SCRIPT,
            message: NAMES.join(' '),
            attempts: 1,
          },
        ],
      });
      const { cookie } = await visitor(fixture);
      const response = await fetch(`${fixture.dashboard.url}/live/runs/run-1`, {
        headers: { cookie, accept: 'text/event-stream' },
      });
      const parts = await firstParts(response);
      expect(parts).to.have.length.above(1);
      for (const { html } of parts) expectOnlyOurs(html, 'live');
    }));
});

/** That markup is made of our own elements: no script but files, no handler, no address elsewhere. */
function expectOnlyOurs(html: string, path: string): void {
  for (const [tag, element = ''] of html.matchAll(/<\/?([a-z!][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)) {
    // Handlers are names of attributes; what stands between quotes is a value.
    expect(tag.replaceAll(/"[^"]*"|'[^']*'/g, '""'), path).not.to.match(/\son\w+\s*=/i);
    expect(element.toLowerCase(), `${path}: ${tag}`).not.to.be.oneOf(['iframe', 'object', 'embed', 'base']);
    if (/^<script/i.test(tag)) expect(tag, path).to.match(/^<script[^>]* src="\/assets\//);
    for (const [, name, address = ''] of tag.matchAll(/\s(href|src|action|data-stream)="([^"]*)"/gi)) {
      expect(address, `${path}: ${name}`).to.match(/^(?:[#?]|\/(?!\/)|$)/);
    }
  }
  expect(html, path).not.to.contain('<script>').and.not.contain('<svg onload').and.not.contain('<!--');
}

/** What a stream says first. */
async function firstParts(response: Response): Promise<{ html: string }[]> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    text += decoder.decode(value, { stream: true });
    const [, data] = /^data: (.*)$/m.exec(text.slice(0, text.lastIndexOf('\n'))) ?? [];
    if (data === undefined && !done) continue;
    await reader.cancel();
    return JSON.parse(data ?? '[]') as { html: string }[];
  }
}
