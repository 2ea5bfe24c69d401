import type { Command } from 'commander';

import type { AddCommand } from './commands.js';
import { addExperimentAnalyze } from './experiment-analyze.js';
import { addExperimentBoundaries } from './experiment-boundaries.js';
import { addExperimentPower } from './experiment-power.js';
import { addExperimentRegister } from './experiment-register.js';
import { addExperimentSize } from './experiment-size.js';

/** The subcommands of `winback experiment`, one file each. */
const subcommands: readonly ((parent: Command) => void)[] = [
  addExperimentAnalyze,
  addExperimentBoundaries,
  addExperimentPower,
  addExperimentSize,
  addExperimentRegister,
];

/** winback experiment */
export const addExperiment: AddCommand = (program) => {
  const experiment = program.command('experiment').description('plan, watch and analyse A/B experiments');
  for (const add of subcommands) add(experiment);
};
