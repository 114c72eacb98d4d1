import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 25;

/** Looks again and again until there is something to see. @throws when there is nothing by the deadline */
export async function waitFor<Seen>(
  what: string,
  deadlineMs: number,
  look: () => Seen | undefined | false | Promise<Seen | undefined | false>,
): Promise<Seen> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > giveUpAt) throw new Error(`${what}: not within ${deadlineMs / 1_000} s`);
    await delay(POLL_MS);
  }
}

/** `work` for each of `inputs`, at most `concurrency` at once; results in the order of the inputs. */
export async function mapConcurrently<Input, Output>(
  inputs: readonly Input[],
  concurrency: number,
  work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = [];
  const left = [...inputs.entries()];
  const lane = async (): Promise<void> => {
    for (let entry = left.shift(); entry; entry = left.shift()) outputs[entry[0]] = await work(entry[1]);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return outputs;
}
