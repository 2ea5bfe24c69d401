import type { ExperimentResult, PosteriorRecord } from '../../../src/experiment/records/records.js';
import { normalDensity, readSample, steps } from '../../support/samples.js';

/** An experiment result as the engine would give it; `name` replaces the primary metric's name. */
export function sampleExperiment(name = 'conversion'): ExperimentResult {
  const sample = readSample<ExperimentResult>('experiment');
  const [primary, ...metrics] = sample.metrics;
  const posterior = { ...primary!.posterior!, density: density() };
  return named({ ...sample, metrics: [{ ...primary!, posterior }, ...metrics] }, name);
}

/** The posterior densities of both arms at 201 values. */
function density(): PosteriorRecord['density'] {
  const x = steps(200).map((share) => 0.03 + 0.07 * share);
  return {
    x,
    control: x.map((value) => normalDensity(value, 0.05327, 0.00477)),
    variant: x.map((value) => normalDensity(value, 0.06817, 0.00535)),
  };
}

/** Every metric that is called `conversion` under another name. */
function named(result: ExperimentResult, name: string): ExperimentResult {
  const renaming = (key: string, value: unknown): unknown =>
    (key === 'metric' || key === 'name') && value === 'conversion' ? name : value;
  return JSON.parse(JSON.stringify(result, renaming)) as ExperimentResult;
}
