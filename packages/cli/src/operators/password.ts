import { UserError } from '@hrflow-sync/core';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** A password typed twice unseen, or the first line of what is piped in. Never an argument: others could list it. */
export async function readNewPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const [password, again] = await askUnseen(['Password: ', 'Once more: ']);
  if (password !== undefined && password === again) return password;
  const mistake = again === undefined ? 'No password was given' : 'The two passwords differ';
  throw new UserError(`${mistake}; nothing was changed.`, { code: 'password_mistyped' });
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  return '';
}

/** Asks on standard error, and shows nothing of the answers. */
async function askUnseen(questions: readonly string[]): Promise<string[]> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Before the first question is shown: from here on the terminal itself shows nothing that is typed.
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const lines: AsyncIterator<string, undefined> = terminal[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const question of questions) {
      process.stderr.write(question);
      const { value, done } = await lines.next();
      process.stderr.write('\n');
      if (done === true) break;
      answers.push(value);
    }
    return answers;
  } finally {
    terminal.close();
  }
}
