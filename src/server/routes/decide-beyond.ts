import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import type { PlanFile } from '../../entries/campaign.js';
import type { DecideAnswer } from '../../entries/client.js';
import type { DecidedBeyond, PlanValue } from '../../pipeline/serve/beyond-plan.js';
import { isObject } from '../http/fill-row.js';
import { Problem, step, ValueErrors } from '../http/problem.js';
import type { Service } from '../service.js';
import { type Asked, scoreUser } from './score.js';
import { unavailable } from './unavailable.js';

/** A request about a user whom the plan does not have. */
export interface BeyondRequest {
  readonly id: string;
  readonly decisionId: string;
  /** As in `/v1/score`. */
  readonly features: unknown;
  /** Values of the columns that the plan reads. */
  readonly values: unknown;
}

/** Decides by the prices of the plan. @throws Problem BAD_VALUES, USER_UNKNOWN, NOT_READY */
export async function decideByPrices(
  service: Service,
  plan: PlanFile,
  request: Asked,
  { id, decisionId, features, values }: BeyondRequest,
): Promise<Pick<DecideAnswer, 'action' | 'reason' | 'held' | 'beyondPlan'>> {
  const { columns, decide } = service.beyondPlan!;
  const given = valuesOf(values, columns(plan));
  // The plan is of production, whatever a canary may say.
  const { probability } = await scoreUser(service, request, { id, features }, service.models.production);
  const user = { id, decisionId, probability, values: given, at: service.now() * 1000 };
  const { action, reason, held, ...money } = await decide(plan, user).catch(refused);
  return { action, reason, held, beyondPlan: inYuan(money) };
}

const inYuan = ({ costFen, spentFen, leftFen }: Pick<DecidedBeyond, 'costFen' | 'spentFen' | 'leftFen'>) => ({
  ...{ cost: costFen / 100, spent: spentFen / 100, left: leftFen / 100 },
});

function valuesOf(given: unknown, columns: readonly string[]): ReadonlyMap<string, PlanValue> {
  const errors = new ValueErrors();
  const values = isObject(given) ? given : {};
  if (given !== undefined && !isObject(given))
    errors.add('/values', 'NOT_AN_OBJECT', `must be an object, got ${shown(given)}`);
  const found = new Map<string, PlanValue>();
  for (const name of columns) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const pointer = `/values/${step(name)}`;
    if (value === undefined)
      errors.add(pointer, 'MISSING', 'the plan does not have this user, and reads this column');
    else if (isPlanValue(value)) found.set(name, value);
    else errors.add(pointer, 'NOT_A_VALUE', `must be a finite number, a flag or a text, got ${shown(value)}`);
  }
  for (const name of Object.keys(values))
    if (!columns.includes(name))
      errors.add(
        `/values/${step(name)}`,
        'UNKNOWN_KEY',
        `the plan reads no column ${shown(name)}${suggestion(name, columns)}`,
      );
  errors.throwAny();
  return found;
}

const isPlanValue = (value: unknown): value is PlanValue =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** @throws Problem where the plan cannot value the user, or the state cannot be read */
function refused(error: unknown): never {
  if (!(error instanceof WinbackError) || error.code !== 'BAD_INPUT') unavailable(error);
  const values = new ValueErrors();
  const [, column] = /^column "(.*?)"/.exec(error.message) ?? [];
  values.add(column === undefined ? '/values' : `/values/${step(column)}`, 'BAD_VALUE', error.message);
  throw new Problem('BAD_VALUES', '', { values });
}
