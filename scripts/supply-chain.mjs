// Looks at what the lockfile brings in: versions known to be bad, and licences of what is shipped. Needs no
// network: node scripts/supply-chain.mjs. With --audit it asks the registry for advisories as well.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import semver from 'semver';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The one that the README names. */
const PNPM = 'pnpm@12.21.0';
const LARGEST_OUTPUT_BYTES = 32 * 1024 * 1024;

/**
 * Licences that ask for nothing but to be named, and that a font (OFL-1.1) isn't sold by itself. Another one is
 * somebody's decision, to be added here.
 */
export const ALLOWED_LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'OFL-1.1',
];

/**
 * Every package of a lockfile (version 9), once for each version.
 * @param {string} text
 * @returns {{ name: string; version: string }[]}
 */
export function lockedPackages(text) {
  const [, section = ''] = /^packages:\n([\s\S]*?)^snapshots:$/m.exec(text) ?? [];
  return [...section.matchAll(/^ {2}'?((?:@[^/\s]+\/)?[^@\s']+)@([^:\s']+)'?:$/gm)].map(
    ([, name = '', version = '']) => ({ name, version }),
  );
}

/**
 * What of `packages` is on the list, as sentences.
 * @param {readonly { name: string; version: string }[]} packages
 * @param {readonly { name: string; versions: string; why: string; source: string }[]} entries
 */
export function knownBad(packages, entries) {
  return packages.flatMap(({ name, version }) =>
    entries
      .filter((entry) => entry.name === name && semver.satisfies(version, entry.versions))
      .map(({ why, source }) => `${name}@${version}: ${why} (${source})`),
  );
}

/**
 * Components of a CycloneDX document whose licence isn't allowed, or isn't known.
 * @param {{ components: readonly { group?: string; name: string; version: string; licenses?: readonly any[] }[] }} sbom
 */
export function licenceProblems({ components }) {
  return components.flatMap(({ group, name, version, licenses = [] }) => {
    const names = licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression);
    if (names.length > 0 && names.every((each) => ALLOWED_LICENCES.includes(each))) return [];
    const full = group ? `${group}/${name}` : name;
    return [`${full}@${version}: ${names.join(', ') || 'no licence named'}`];
  });
}

/** @param {readonly string[]} args */
function pnpm(args) {
  const options = { cwd: ROOT, encoding: /** @type {const} */ ('utf8'), maxBuffer: LARGEST_OUTPUT_BYTES };
  return spawnSync('npx', ['--yes', '--prefer-offline', PNPM, ...args], options);
}

/** The software that is shipped, as CycloneDX 1.6; licences are those of the installed packages. */
export function productionSbom() {
  const format = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--prod'];
  const { status, stdout, stderr } = pnpm(['sbom', ...format]);
  if (status !== 0) throw new Error(`pnpm sbom failed:\n${stderr}${stdout}`);
  return JSON.parse(stdout);
}

/** What the registry knows, or that it doesn't say. */
function audit() {
  const { stdout, stderr } = pnpm(['audit', '--json']);
  try {
    const { advisories, error } = JSON.parse(stdout);
    if (!advisories) throw new Error(error?.code ?? 'no advisories');
    return Object.values(advisories).map(
      ({ module_name, vulnerable_versions, title, url }) =>
        `${module_name} ${vulnerable_versions}: ${title} (${url})`,
    );
  } catch {
    const reason = /responded with \d+/.exec(stderr + stdout)?.[0] ?? 'gave no answer that is JSON';
    console.error(`The registry offers no advisories here: it ${reason}. Only the list was looked at.`);
    return [];
  }
}

function main() {
  const list = JSON.parse(readFileSync(`${ROOT}scripts/known-bad.json`, 'utf8'));
  const packages = lockedPackages(readFileSync(`${ROOT}pnpm-lock.yaml`, 'utf8'));
  const sbom = productionSbom();
  const problems = [
    ...knownBad(packages, list.entries).map((text) => `known to be bad: ${text}`),
    ...licenceProblems(sbom).map((text) => `licence: ${text}`),
    ...(process.argv.includes('--audit') ? audit().map((text) => `advisory: ${text}`) : []),
  ];
  for (const problem of problems) console.error(problem);
  console.log(
    `${packages.length} packages against a list as of ${list.asOf}, licences of ${sbom.components.length}: ${problems.length} problems.`,
  );
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
