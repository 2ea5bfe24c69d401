// Computes the answer of a question again, from the rows that its own query finds.
import { createHash } from 'node:crypto';

import type { State } from '../../../src/entries/state.js';

type Step = string | number | Readonly<Record<string, unknown>>;

export interface AskedQuestion {
  readonly id: string;
  readonly en: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly at: readonly Step[];
  readonly recompute:
    | { readonly record: number; readonly path: readonly Step[] }
    | { readonly command: readonly Step[] };
  /** The answer is null, since 1 to 9 users are behind it. */
  readonly hidden?: boolean;
}

export interface Given {
  readonly answer: unknown;
  readonly records: readonly {
    readonly rows: number;
    readonly of: number;
    readonly digest: string;
    readonly sql: string;
  }[];
  readonly command?: string;
}

/** What a path leads to. JSON texts of a database are opened on the way. */
export function follow(from: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const open: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (step === '#') return (open as unknown[]).length;
    if (typeof step === 'string' && step.startsWith('+'))
      return (open as Record<string, number>[]).reduce((sum, one) => sum + one[step.slice(1)]!, 0);
    if (typeof step !== 'object') return (open as Record<string, unknown>)[step];
    const found = (open as Record<string, unknown>[]).find((one) =>
      Object.entries(step).every(([key, wanted]) => one[key] === wanted),
    );
    if (found === undefined) throw new Error(`nothing has ${JSON.stringify(step)}`);
    return found;
  }, from);
}

/** JSON with sorted keys, written anew: the digest must not come from the code that is checked. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${inner.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(',')}}`;
}

/** The rows of each query of an answer. @throws Error where one has another number or digest than the answer says */
export async function rowsAgain(state: State, { records }: Given): Promise<readonly (readonly object[])[]> {
  const found = await state.database.read(records.map(({ sql }) => ({ sql })));
  return found.map(({ rows }, i) => {
    const { digest, rows: said } = records[i]!;
    const own = createHash('sha256').update(sorted(rows)).digest('hex');
    if (rows.length !== said || own !== digest)
      throw new Error(`${records[i]!.sql}: ${rows.length} rows ${own}, the answer says ${said} ${digest}`);
    return rows;
  });
}
