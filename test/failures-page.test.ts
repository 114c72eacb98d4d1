import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

describe('docs/failures.md', () => {
  it('names a test that exists in each of its rows', async () => {
    const page = await readFile(`${ROOT}docs/failures.md`, 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (if|---)/.test(line));
    expect(rows.length).to.be.greaterThan(20);
    const sources = await testSources();
    for (const row of rows) {
      const cells = row.split(' | ');
      const named = [...(cells.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
      expect(named, row).to.not.deep.equal([]);
      for (const name of named) {
        // "suite: test": both have to be somewhere in the sources, as they stand in describe and it.
        for (const part of name.split(/: (?=[a-z])/)) expect(sources, row).to.contain(part);
      }
    }
  });
});

async function testSources(): Promise<string> {
  const packages = (await readdir(`${ROOT}packages`)).map((name) => `packages/${name}/test`);
  const texts: string[] = [];
  for (const folder of ['test', ...packages]) {
    const files = await readdir(`${ROOT}${folder}`, { recursive: true }).catch(() => []);
    for (const file of files.filter(
      (name) => name.endsWith('.test.ts') && name !== 'failures-page.test.ts',
    )) {
      texts.push(await readFile(`${ROOT}${folder}/${file}`, 'utf8'));
    }
  }
  return texts.join('\n');
}
