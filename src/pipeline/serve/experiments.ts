import { WinbackError } from '../../base/errors.js';
import { type Assigner, type Assignment, assigner } from '../../experiment/assignment/assignment.js';
import { assignmentPlanOf } from '../../experiment/assignment/assignment-check.js';
import { experimentDigest } from '../../experiment/register/digest.js';
import type { State } from '../../state/state.js';
import { readExperimentConfig } from '../experiment/read-config.js';

/** The arm of a user in a served experiment. */
export interface ServedAssignment extends Pick<Assignment, 'variant' | 'why'> {
  readonly name: string;
  readonly version: string;
}

interface ServedExperiment {
  readonly name: string;
  readonly version: string;
  readonly assign: Assigner;
}

/** Experiments that a server assigns, by the hash of their configuration: every process and every later analysis has the same arm. */
export class ServedExperiments {
  readonly #experiments: readonly ServedExperiment[];

  private constructor(experiments: readonly ServedExperiment[]) {
    this.#experiments = experiments;
  }

  /**
   * Reads the configurations.
   * @param state whose registrations are compared; null without one
   * @throws WinbackError NOT_FOUND, BAD_CONFIG; BAD_INPUT for a configuration without `assignment` and for two of one name;
   *   CONFLICT where the version is registered with another configuration
   */
  static async open(files: readonly string[], state: State | null): Promise<ServedExperiments> {
    const found: ServedExperiment[] = [];
    for (const file of files) {
      const config = await readExperimentConfig(file);
      const { name, version } = config;
      const plan = assignmentPlanOf(config);
      if (plan === null)
        throw new WinbackError(
          'BAD_INPUT',
          `${file}: the experiment "${name}" has no assignment: write its seed there`,
        );
      if (found.some((one) => one.name === name))
        throw new WinbackError('BAD_INPUT', `two configurations are of the experiment "${name}"`);
      const [registered] = (await state?.list('experiment', { where: { name, version } })) ?? [];
      if (registered !== undefined && registered.configDigest !== experimentDigest(config))
        throw new WinbackError(
          'CONFLICT',
          `${file}: version ${version} of the experiment "${name}" is registered with another configuration: give it a new version`,
        );
      found.push({ name, version, assign: assigner(plan) });
    }
    return new ServedExperiments(found);
  }

  /** Names of the experiments, in the order of their files. */
  get names(): readonly string[] {
    return this.#experiments.map(({ name }) => name);
  }

  /** The arms of a user, in the order of the files. */
  of(user: string): readonly ServedAssignment[] {
    return this.#experiments.map(({ name, version, assign }) => {
      const { variant, why } = assign(user);
      return { name, version, variant, why };
    });
  }
}
