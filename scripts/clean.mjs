// Removes what was built, and what was built from sources that are gone, which `tsc -b --clean` leaves.
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../packages/', import.meta.url));

for (const name of readdirSync(PACKAGES)) {
  for (const built of ['dist', 'tsconfig.tsbuildinfo']) {
    rmSync(`${PACKAGES}${name}/${built}`, { recursive: true, force: true });
  }
}
