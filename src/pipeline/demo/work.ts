import type { ChurnPipelineOptions, ChurnPipelineRun } from '../churn/run.js';
import type { ChurnSummary } from '../churn/summary.js';
import type { ChurnOutput } from '../churn/write.js';

/** What a demo is made of. */
export interface DemoSettings {
  /** Users to generate. */
  readonly users: number;
  /** Same seed, same data and same result. */
  readonly seed: number;
  /** Budget of the plan, yuan. */
  readonly budget: number;
}

/** How a demo is run; it always writes. */
export interface DemoWork extends ChurnPipelineOptions {
  readonly output: ChurnOutput;
}

/** The summary of a run whose model is not needed any more. */
export function summaryOf(run: ChurnPipelineRun): ChurnSummary {
  run.close();
  return run.summary;
}
