// Finds and installs the programs hrflow-sync uses that npm doesn't bring. Plain JavaScript without
// dependencies: scripts/setup.mjs runs it before anything is built, src/redis/install.ts afterwards.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders that a service's PATH may leave out. */
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/usr/sbin',
  '/opt/homebrew/bin',
  '/usr/local/sbin',
  '/snap/bin',
];

const PROGRAMS = {
  redis: {
    commands: ['redis-server', 'valkey-server'],
    apt: 'redis-server',
    brew: ['redis'],
    service: 'redis-server',
  },
  chromium: {
    commands: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    apt: 'chromium',
    brew: ['--cask', 'chromium'],
  },
  prometheus: {
    commands: ['prometheus'],
    apt: 'prometheus',
    brew: ['prometheus'],
    service: 'prometheus',
  },
};

/**
 * Installing must start no service: not now (policy-rc.d is how Debian is told), nor at the next boot.
 * $1 is the service or empty, the rest are packages.
 */
const APT_INSTALL = `
service=$1; shift
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >"$policy" && chmod 755 "$policy" || exit 1
fi
apt-get update -q || echo 'apt-get update failed; trying with the lists there are' >&2
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" || exit 1
if [ -n "$service" ] && [ -d /run/systemd/system ]; then systemctl disable --now "$service" || true; fi
`;

/** Names of the programs known here. */
export const programNames = Object.keys(PROGRAMS);

/** Path of a program on this machine, or undefined. */
export function findProgram(name) {
  return PROGRAMS[name].commands.map(findCommand).find((path) => path !== undefined);
}

/** Path of an executable: given in full, on PATH, or in a usual folder. */
export function findCommand(command) {
  if (command.startsWith('/')) return isExecutable(command) ? command : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS].filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/**
 * Installs a program without asking anything, when this machine has a way: apt as root or with a sudo that
 * wants no password, or Homebrew. Returns its path, or undefined; `log` is told what is done.
 */
export function installProgram(name, log) {
  const { apt, brew, service } = PROGRAMS[name];
  const command = aptCommand([service ?? '', apt]) ?? brewCommand(brew);
  if (command === undefined) return undefined;
  log(`Installing ${name} (${command.shown})`);
  const [file, ...args] = command.argv;
  // What they print goes to our standard error: standard output may carry a JSON document.
  const { status, error } = spawnSync(file, args, { stdio: ['ignore', 2, 2] });
  if (error) log(`Couldn't run ${file}: ${error.message}`);
  else if (status !== 0) log(`${command.shown} ended with code ${status}`);
  return findProgram(name);
}

/** What a person types to install a program on this platform. */
export function howToInstall(name) {
  const { apt, brew } = PROGRAMS[name];
  if (process.platform === 'darwin') return `brew install ${brew.join(' ')}`;
  if (process.platform === 'win32') return `wsl sudo apt-get install -y ${apt}`;
  if (findCommand('apt-get')) return `${isRoot() ? '' : 'sudo '}apt-get install -y ${apt}`;
  if (findCommand('dnf')) return `sudo dnf install -y ${name}`;
  if (findCommand('apk')) return `${isRoot() ? '' : 'sudo '}apk add ${name}`;
  return `install ${apt} with your system's package manager`;
}

function aptCommand(args) {
  if (process.platform !== 'linux' || !findCommand('apt-get')) return undefined;
  const script = ['/bin/sh', '-c', APT_INSTALL, 'install', ...args];
  const shown = `apt-get install ${args.at(-1)}`;
  if (isRoot()) return { argv: script, shown };
  const sudo = findCommand('sudo');
  if (!sudo || spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  return { argv: [sudo, '-n', ...script], shown: `sudo ${shown}` };
}

function brewCommand(args) {
  const brew = process.platform === 'darwin' ? findCommand('brew') : undefined;
  return brew && { argv: [brew, 'install', ...args], shown: `brew install ${args.join(' ')}` };
}

function isRoot() {
  return process.getuid?.() === 0;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
