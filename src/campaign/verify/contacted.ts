import path from 'node:path';

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
import type { LineFault, Recorder, VerificationValues, VerifyOptions } from './verification.js';

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
  const listed = { file: path.basename(file), lines: list.numRows };
  check('listed-once', lineOf.size === list.numRows, listed);
  const action = new Uint8Array(table.numRows).fill(noAction);
  let wrong: VerificationValues['lines-follow']['wrong'] = null;
  const salt = hashed ? (options.salt ?? '') : null;
  const isNumber = !isText(columnOf(table, setting.options.columns.user));
  const isCsv = file.endsWith('.csv');
  const judge = lineJudge(list, setting, isCsv);
  let known = 0;
  eachStrictText(table, setting.options.columns.user, (id, row) => {
    const written = idText(id, { salt });
    const line = lineOf.get(isNumber || !isCsv ? written : formulaSafe(written));
    if (line === undefined) return;
    known++;
    const judged = judge(line, row);
    if (typeof judged === 'number') action[row] = judged;
    else wrong ??= { line: line + 2, fault: judged };
  });
  check('listed-known', known === list.numRows, { ...listed, known });
  check('lines-follow', wrong === null, { ...listed, wrong });
  return action;
}

// The action of one line, or what is wrong with it.
function lineJudge(
  list: ArrowTable,
  setting: Setting,
  rounded: boolean,
): (line: number, row: number) => number | LineFault {
  const { economics, eligibility, options } = setting;
  const names = Object.keys(options.actions);
  const actions = columnOf(list, 'action');
  const differs = (['cost', 'expected_profit', 'churn_prob'] as const).map((name) => {
    const listed = strictNumbers(list, name);
    return (line: number, value: number): LineFault | null => {
      const due = rounded ? Number(roundedText(value, listDecimals[name]!)) : value;
      if (listed[line] === due) return null;
      return { code: 'value', values: { column: name, listed: listed[line] ?? null, due } };
    };
  });
  const fixed = options.eligibility.noProfiling?.action ?? null;
  return (line, row) => {
    const name = list.numRows === 0 ? '' : textAt(actions, line);
    const code = names.indexOf(name);
    if (code < 0) return { code: 'unknown-action', values: { action: shown(name) } };
    const worth = economics.worth(row, code);
    const values = [worth.cost / 100, worth.value / 1e6, economics.probability(row)];
    const wrong = values.map((value, i) => differs[i]!(line, value)).find((fault) => fault !== null);
    if (wrong) return wrong;
    if (eligibility.reason[row] === reasonCode('no_profiling') && name === fixed) return noAction;
    if (!eligibility.isOpen(row)) return { code: 'excluded', values: {} };
    if (!eligibility.allows(row, code)) return { code: 'not-allowed', values: { action: name } };
    return code;
  };
}
