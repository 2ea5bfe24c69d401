// Tables of a run, whose rows tell who wrote them.
import { type Table, tableFromArrays } from 'apache-arrow';

const partRows = 5000;
/** Rows of a whole run. */
export const runRows = 3 * partRows;

/** Three parts of users, each with the value. */
export async function* runTables(value: number): AsyncGenerator<Table> {
  for (let part = 0; part < 3; part++)
    yield tableFromArrays({
      user_id: Array.from({ length: partRows }, (_, i) => `u${part * partRows + i}`),
      value: new Float64Array(partRows).fill(value),
    });
}
