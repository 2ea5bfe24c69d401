import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf, isText } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText, textAt } from '../../data/read/texts.js';
import { roundedText } from '../../data/tables/csv.js';
import { formulaSafe } from '../../data/tables/formula-safe.js';
import { readTable } from '../../data/tables/read.js';
import { idText, listDecimals } from '../list.js';
import { reasonCode } from '../policy.js';
import { noAction } from '../records.js';
import type { Setting } from '../setting.js';
import type { Recorder, VerifyOptions } from './verification.js';

/**
 * The actions a written list gives, by row of the scores, every line checked: one line a user, known, eligible,
 * its action allowed, its probability, cost and expected profit what the inputs give: to the last digit, in CSV to the
 * decimals that are written there. Users with the fixed action of the
 * no-profiling rule are checked and left out: they are no part of the optimised plan.
 */
export async function contactedIn(
  file: string,
  table: ArrowTable,
  setting: Setting,
  hashed: boolean,
  options: VerifyOptions,
  check: Recorder,
): Promise<Uint8Array> {
  const list = await readTable(file, { text: ['user_id'], utf8: ['user_id'] });
  const lineOf = new Map<string, number>();
  eachStrictText(list, 'user_id', (id, line) => lineOf.set(id, line));
  check('every user is listed once', lineOf.size === list.numRows, `${list.numRows} lines`);
  const action = new Uint8Array(table.numRows).fill(noAction);
  const problems: string[] = [];
  const salt = hashed ? (options.salt ?? '') : null;
  const isNumber = !isText(columnOf(table, setting.options.columns.user));
  const isCsv = file.endsWith('.csv');
  const judge = lineJudge(list, setting, isCsv);
  let known = 0;
  eachStrictText(table, setting.options.columns.user, (id, row) => {
    const listed = idText(id, { salt });
    const line = lineOf.get(isNumber || !isCsv ? listed : formulaSafe(listed));
    if (line === undefined) return;
    known++;
    const judged = judge(line, row);
    if (typeof judged === 'string') problems.push(`line ${line + 2}: ${judged}`);
    else action[row] = judged;
  });
  check('every listed user is in the scores', known === list.numRows, `${known} of ${list.numRows}`);
  check('every line follows from the inputs', problems.length === 0, problems[0] ?? `${known} lines`);
  return action;
}

// The action of one line, or what is wrong with it.
function lineJudge(
  list: ArrowTable,
  setting: Setting,
  rounded: boolean,
): (line: number, row: number) => number | string {
  const { economics, eligibility, options } = setting;
  const names = Object.keys(options.actions);
  const actions = columnOf(list, 'action');
  const differs = (['cost', 'expected_profit', 'churn_prob'] as const).map((name) => {
    const listed = strictNumbers(list, name);
    return (line: number, value: number): string | null => {
      const due = rounded ? Number(roundedText(value, listDecimals[name]!)) : value;
      return listed[line] === due ? null : `${name} ${listed[line]}, not ${due}`;
    };
  });
  const fixed = options.eligibility.noProfiling?.action ?? null;
  return (line, row) => {
    const name = list.numRows === 0 ? '' : textAt(actions, line);
    const code = names.indexOf(name);
    if (code < 0) return `unknown action ${shown(name)}`;
    const worth = economics.worth(row, code);
    const values = [worth.cost / 100, worth.value / 1e6, economics.probability(row)];
    const wrong = values.map((value, i) => differs[i]!(line, value)).find((text) => text !== null);
    if (wrong !== undefined) return wrong;
    if (eligibility.reason[row] === reasonCode('no_profiling') && name === fixed) return noAction;
    if (!eligibility.isOpen(row)) return 'the user is excluded by policy';
    if (!eligibility.allows(row, code)) return `action ${name} is not allowed`;
    return code;
  };
}
