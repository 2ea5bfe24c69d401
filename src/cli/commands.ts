import type { Command } from 'commander';

/** Adds one command to the program. One file per command; its work is imported only when it runs. */
export type AddCommand = (program: Command) => void;

export const commands: readonly AddCommand[] = [];
