import { UserError } from '@hrflow-sync/core';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** A password typed twice unseen, or the first line of what is piped in. Never an argument: others could list it. */
export async function readNewPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const password = await ask('Password: ');
  if (password === (await ask('Once more: '))) return password;
  throw new UserError('The two passwords differ; nothing was changed.', { code: 'password_mistyped' });
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  return '';
}

/** Asks on standard error, and shows nothing of the answer. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const stopped = new AbortController();
  try {
    const { signal } = stopped;
    const answer = await Promise.race([
      once(terminal, 'line', { signal }).then(([line]: string[]) => line ?? ''),
      once(terminal, 'close', { signal }).then(() => undefined),
    ]);
    if (answer !== undefined) return answer;
    throw new UserError('No password was given; nothing was changed.', { code: 'password_mistyped' });
  } finally {
    stopped.abort();
    terminal.close();
    process.stderr.write('\n');
  }
}
