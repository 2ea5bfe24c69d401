import type { Environment } from '../../stores/secrets.js';

/** Where files start from, and how reading is stopped. */
export interface LoadExperimentOptions {
  /**
   * Turns a path of the config into one that can be opened.
   * @param path as the configuration has it
   * @default the path itself
   */
  readonly resolvePath?: ((path: string) => string) | undefined;
  /** Stops the reading, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
  /** Folder that files of secrets start from. @default the working directory */
  readonly root?: string | undefined;
}
