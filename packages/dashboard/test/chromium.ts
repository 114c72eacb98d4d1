import { chromium, type Browser } from 'playwright-core';
import { findProgram } from '../../core/setup/programs.mjs';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that the tests' set-up installed: one that asks nobody on the internet for anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram('chromium') ?? '', args: CHROMIUM_FLAGS });
}
