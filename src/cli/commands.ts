import type { Command } from 'commander';

import { addAlert } from './alert.js';
import { addBuild } from './build.js';
import { addChurn } from './churn.js';
import { addClose } from './close.js';
import { addDashboard } from './dashboard.js';
import { addDeliver } from './deliver.js';
import { addDemo } from './demo.js';
import { addDrift } from './drift.js';
import { addEvaluate } from './evaluate.js';
import { addExperiment } from './experiment.js';
import { addExplain } from './explain.js';
import { addFeatures } from './features.js';
import { addInit } from './init.js';
import { addMcp } from './mcp.js';
import { addModel } from './model.js';
import { addPlan } from './plan.js';
import { addRun } from './run.js';
import { addScore } from './score.js';
import { addServe } from './serve.js';
import { addSql } from './sql.js';
import { addState } from './state.js';
import { addUplift } from './uplift.js';

/** Adds one command to the program. One file per command; its work is imported only when it runs. */
export type AddCommand = (program: Command) => void;

export const commands: readonly AddCommand[] = [
  addDemo,
  addInit,
  addChurn,
  addFeatures,
  addSql,
  addScore,
  addServe,
  addModel,
  addDrift,
  addPlan,
  addClose,
  addUplift,
  addEvaluate,
  addExplain,
  addExperiment,
  addRun,
  addDeliver,
  addAlert,
  addDashboard,
  addMcp,
  addState,
  addBuild,
];
