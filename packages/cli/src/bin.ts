#!/usr/bin/env node
import { main } from './program.js';

process.exitCode = await main(process.argv, process.env);

/** Everything that matters has been closed by now. */
const EXIT_GRACE_MS = 1_000;
// With Redis away, BullMQ tries for ever to end the jobs it was cut off from, and keeps the process alive.
setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
