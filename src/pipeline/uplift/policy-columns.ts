import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { badCell } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import { columnNames } from '../../data/tables/file-columns.js';
import { readTable } from '../../data/tables/read.js';
import type { NumberColumn } from '../../stats/column-input.js';
import type { DecisionLog, PolicyColumns } from '../../uplift/off-policy/records.js';

/** What stands before the name of an action in the columns of probabilities. */
export const probabilityPrefix = 'probability_';

/**
 * Probability of every action under a policy for the users of a log: `logged` is the policy that drew it, `uniform` draws every action
 * alike, an action's name gives it to everybody, and a file has one row a user with columns such as probability_sms, or with one `action`.
 * @throws WinbackError BAD_INPUT naming policy, user or column
 */
export async function policyColumns(
  policy: string,
  { actions, logging }: DecisionLog,
  users: readonly string[],
  { user, signal }: { readonly user: string; readonly signal: AbortSignal | undefined },
): Promise<PolicyColumns> {
  const everybody = (share: number) => new Float64Array(users.length).fill(share);
  if (policy === 'logged') return logging;
  if (policy === 'uniform') return actions.map(() => everybody(1 / actions.length));
  if (actions.includes(policy)) return actions.map((name) => everybody(Number(name === policy)));
  if (!/[./\\]/.test(policy)) {
    const names = ['logged', 'uniform', ...actions];
    throw new WinbackError(
      'BAD_INPUT',
      `policy ${shown(policy)} is neither a file nor one of ${names.join(', ')}${suggestion(policy, names)}`,
    );
  }
  return fromFile(policy, actions, users, { user, signal });
}

async function fromFile(
  file: string,
  actions: readonly string[],
  users: readonly string[],
  { user, signal }: { readonly user: string; readonly signal: AbortSignal | undefined },
): Promise<readonly NumberColumn[]> {
  const names = await columnNames(file, { signal });
  requireKnown(file, names, actions);
  const text = names.includes('action') ? [user, 'action'] : [user];
  const table = await readTable(file, { text, utf8: [user], signal });
  const place = new Map<string, number>();
  eachStrictText(table, user, (name, row) => {
    if (place.has(name)) throw badCell(user, row, 'must name each user once', name);
    place.set(name, row);
  });
  const rows = users.map((name) => {
    const row = place.get(name);
    if (row === undefined)
      throw new WinbackError('BAD_INPUT', `${file} has no row of user ${shown(name)} of the log`);
    return row;
  });
  const given = names.some((name) => name.startsWith(probabilityPrefix))
    ? actions.map((name) =>
        names.includes(probabilityPrefix + name)
          ? strictNumbers(table, probabilityPrefix + name)
          : new Float64Array(table.numRows),
      )
    : pointMasses(table, actions);
  return given.map((column) => Float64Array.from(rows, (row) => column[row]!));
}

function requireKnown(file: string, names: readonly string[], actions: readonly string[]): void {
  const own = names.filter((name) => name.startsWith(probabilityPrefix));
  const foreign = own.find((name) => !actions.includes(name.slice(probabilityPrefix.length)));
  if (foreign !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${file}: the log has no action ${shown(foreign.slice(probabilityPrefix.length))}`,
    );
  if (own.length === 0 && !names.includes('action'))
    throw new WinbackError(
      'BAD_INPUT',
      `${file} needs columns such as ${probabilityPrefix}none, or a column "action"`,
    );
}

function pointMasses(
  table: Parameters<typeof eachStrictText>[0],
  actions: readonly string[],
): Float64Array[] {
  const columns = actions.map(() => new Float64Array(table.numRows));
  eachStrictText(table, 'action', (name, row) => {
    const code = actions.indexOf(name);
    if (code < 0) throw badCell('action', row, `must be one of ${actions.join(', ')}`, name);
    columns[code]![row] = 1;
  });
  return columns;
}
