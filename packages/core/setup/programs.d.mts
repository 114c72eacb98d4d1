/** A program hrflow-sync or its tests use. */
export type ProgramName = 'redis' | 'chromium' | 'prometheus';

/** Names of the programs known here. */
export const programNames: ProgramName[];

/** Path of a program on this machine, or undefined. */
export function findProgram(name: ProgramName): string | undefined;

/** Path of an executable on PATH or in a usual folder, or undefined. */
export function findCommand(command: string): string | undefined;

/**
 * Installs a program without asking anything, when this machine has a way: apt as root or with a sudo that
 * wants no password, or Homebrew. Returns its path, or undefined; `log` is told what is done.
 */
export function installProgram(name: ProgramName, log: (line: string) => void): string | undefined;

/** What a person types to install a program on this platform. */
export function howToInstall(name: ProgramName): string;
