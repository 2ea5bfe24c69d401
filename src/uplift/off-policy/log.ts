import { ensure } from '../../base/errors.js';
import { listOf, text } from '../../base/options.js';
import { requirePart, requireShape } from '../../base/shape.js';
import type { NativeColumn } from '../../native/binding.js';
import type { NativePolicyLog } from '../../native/uplift-binding.js';
import { kernelColumn, type NumberColumn } from '../../stats/column-input.js';
import type { DecisionLog, PolicyColumns } from './records.js';

/** The log with an evaluated policy, as the addon reads it. */
export function nativeLog(log: DecisionLog, target: PolicyColumns): NativePolicyLog {
  requireShape(log, 'log', { actions: 'list', logging: 'list' });
  const actions = listOf(text)(log.actions, 'log.actions');
  ensure(new Set(actions).size === actions.length, 'log.actions names an action twice');
  ensure(actions.length > 1, 'a log needs at least two actions');
  return {
    action: kernelColumn(log.action, 'action'),
    reward: kernelColumn(log.reward, 'reward'),
    logging: columnsOf(log.logging, 'log.logging', actions, 'logged probability of'),
    target: columnsOf(target, 'target', actions, 'evaluated probability of'),
    expected:
      log.expected === undefined
        ? []
        : columnsOf(log.expected, 'log.expected', actions, 'expected reward of'),
  };
}

// Messages name a column by what it holds: typed arrays have no name of their own.
function columnsOf(
  columns: readonly NumberColumn[],
  name: string,
  actions: readonly string[],
  holds: string,
): readonly NativeColumn[] {
  requirePart(columns, name, 'list');
  ensure(
    columns.length === actions.length,
    `${name} needs one column for each of the ${actions.length} actions, got ${columns.length}`,
  );
  return columns.map((column, i) => ({
    ...kernelColumn(column, `${name}[${i}]`),
    name: `${holds} ${actions[i]}`,
  }));
}
