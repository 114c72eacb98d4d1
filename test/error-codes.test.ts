import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

describe('docs/errors.md', () => {
  it('explains every code the sources give an error', async () => {
    const page = await readFile(`${ROOT}docs/errors.md`, 'utf8');
    const documented = new Set([...page.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code));
    const undocumented = (await codesInSources()).filter((code) => !documented.has(code));
    expect(undocumented).to.deep.equal([]);
  });

  it('explains each of them in one row', async () => {
    const page = await readFile(`${ROOT}docs/errors.md`, 'utf8');
    const explained = [...page.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, codes = '']) =>
      [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code),
    );
    expect(explained.filter((code, at) => explained.indexOf(code) !== at)).to.deep.equal([]);
  });
});

/** Codes as errors are made with them: `code: '…'` and the second argument of a network rule. */
async function codesInSources(): Promise<string[]> {
  const codes = new Set<string>();
  for (const name of await readdir(`${ROOT}packages`)) {
    if (name === 'sandbox') continue;
    const files = await readdir(`${ROOT}packages/${name}/src`, { recursive: true });
    for (const file of files.filter((each) => each.endsWith('.ts'))) {
      const source = await readFile(`${ROOT}packages/${name}/src/${file}`, 'utf8');
      for (const [, code] of source.matchAll(/\bcode: '([a-z_]+)'/g)) codes.add(code ?? '');
      for (const [, code] of source.matchAll(/\bretry\('([a-z_]+)'/g)) codes.add(code ?? '');
      for (const [, code] of source.matchAll(/PreparationError\('[a-z_]+', '([a-z_]+)'/g))
        codes.add(code ?? '');
    }
  }
  // Zod's own name for an issue of ours, states of BullMQ's jobs, and who paused a workflow.
  for (const other of ['custom', 'completed', 'failed', 'operator']) codes.delete(other);
  return [...codes].sort();
}
