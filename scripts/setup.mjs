// Makes sure that programs npm doesn't bring are on this machine: node scripts/setup.mjs redis chromium
import { findProgram, howToInstall, installProgram, programNames } from '../packages/core/setup/programs.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !programNames.includes(name));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`Usage: node scripts/setup.mjs <${programNames.join('|')}>…`);
  process.exit(2);
}

const missing = wanted.filter((name) => !findProgram(name) && !installProgram(name, console.error));
for (const name of missing) {
  console.error(`${name} is missing and couldn't be installed here. Type: ${howToInstall(name)}`);
}
process.exitCode = missing.length > 0 ? 1 : 0;
