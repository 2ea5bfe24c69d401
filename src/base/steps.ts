/** A computation that pauses between its steps. */
export type Steps<T> = Generator<void, T, void>;

/** Runs to the end at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Runs with a turn of something else between the steps, for example of the event loop. */
export async function runInTurns<T>(steps: Steps<T>, turn: () => Promise<void>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await turn();
  }
}
