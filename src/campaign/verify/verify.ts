import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { readTable } from '../../data/tables/read.js';
import { greedyOf } from '../greedy.js';
import { resolvePlanOptions } from '../option-checks.js';
import { planNumberColumns } from '../plan-columns.js';
import {
  contactFileName,
  digestOf,
  entryOf,
  type PlanFile,
  type PlanFileEntry,
  planFileName,
} from '../plan-file.js';
import { explain } from '../reasons.js';
import { ReducedWorth } from '../reduced-worth.js';
import { greedySummary, resultOf, usedOf } from '../result.js';
import { type Setting, settingOf } from '../setting.js';
import type { Solution } from '../solve.js';
import { totalsOf } from '../summary.js';
import { contactedIn } from './contacted.js';
import { leastGap, priced } from './prove.js';
import { readPlanFile } from './read-plan-file.js';
import {
  type PlanVerification,
  type Recorder,
  recorderInto,
  type VerificationCheck,
  type VerifyOptions,
} from './verification.js';

/**
 * Recomputes a written plan from its inputs without the native planner: digests, policy, holdout, the money of
 * every line in exact integers, all limits, the Lagrangian bound at the certificate's prices, and the proof that
 * no better plan exists where the plan claims it. Any change of plan.json, list or scores fails a check.
 * @param folder where writePlan wrote
 * @param scores the file the plan was made from
 * @param options the salt, where the list has hashed ids
 * @throws WinbackError NOT_FOUND, BAD_INPUT when a file cannot be read at all
 *
 * @example
 * ```ts
 * import { verifyPlan } from 'winback/campaign';
 *
 * const { ok, checks } = await verifyPlan('out', 'out/scores.csv');
 * ok; // true
 * checks[0]?.code; // plan-as-written
 * ```
 */
export async function verifyPlan(
  folder: string,
  scores: string,
  options: VerifyOptions = {},
): Promise<PlanVerification> {
  requireShape(folder, 'folder', 'text');
  requireShape(scores, 'scores', 'text');
  requireKeys(options, 'options', { salt: true, numberFormat: true });
  const plan = await readPlanFile(path.join(folder, planFileName));
  const checks: VerificationCheck[] = [];
  const check = recorderInto(checks);
  check('plan-as-written', digestOf(plan) === plan.digest, {});
  for (const entry of plan.files) await checkFile(path.join(folder, entry.name), entry, check);
  if (plan.source !== null) await checkFile(scores, plan.source, check);
  try {
    const resolved = resolvePlanOptions(plan.options);
    const user = resolved.columns.user;
    const table = await readTable(scores, {
      ...{ text: [user], utf8: [user] },
      numeric: planNumberColumns(resolved),
      numberFormat: options.numberFormat,
    });
    const setting = settingOf(table, resolved);
    const action = await listedActions(folder, plan, { table, setting, options }, check);
    checkPlan(plan, setting, action, check);
  } catch (error) {
    check('recomputable', false, { error: (error as Error).message });
  }
  return { ok: checks.every(({ status }) => status !== 'failed'), checks };
}

interface Inputs {
  readonly table: ArrowTable;
  readonly setting: Setting;
  readonly options: VerifyOptions;
}

/** The actions of the CSV list, whose numbers are rounded; the exact lists beside it are checked in the same way. */
async function listedActions(
  folder: string,
  { files, hashedIds }: PlanFile,
  { table, setting, options }: Inputs,
  check: Recorder,
): Promise<Uint8Array> {
  const actionsOf = (name: string): Promise<Uint8Array> =>
    contactedIn(path.join(folder, name), table, setting, hashedIds, options, check);
  const action = await actionsOf(contactFileName);
  for (const { name } of files.filter((entry) => /^churn_users\.(parquet|arrow)$/.test(entry.name))) {
    const same = await actionsOf(name);
    check('same-actions', Buffer.from(action).equals(same), { file: name, users: same.length });
  }
  return action;
}

async function checkFile(file: string, entry: PlanFileEntry, check: Recorder): Promise<void> {
  const found = await entryOf(file).catch((error: unknown) => error as Error);
  const written = { file: entry.name, sha256: null, error: null };
  if (found instanceof Error) check('file-as-written', false, { ...written, error: found.message });
  else check('file-as-written', found.sha256 === entry.sha256, { ...written, sha256: found.sha256 });
}

function checkPlan(plan: PlanFile, setting: Setting, action: Uint8Array, check: Recorder): void {
  const { certificate } = plan;
  const totals = totalsOf(setting.economics, setting.options, action);
  const [fen, microYuan] = [String(totals.spentFen), String(totals.profitMicro)];
  check('spent', fen === certificate.spentFen, { fen });
  check('expected-profit', microYuan === certificate.profitMicro, { microYuan });
  checkLimits(setting, action, check);
  const solution = solutionOf(plan, action);
  checkBound(setting, solution, check);
  if (plan.policy === 'greedy') {
    const greedy = greedyOf(setting);
    check('greedy-rule', isDeepStrictEqual(greedy.action, action), {});
  }
  const greedy = greedySummary(setting, greedyOf(setting));
  const result = resultOf(setting, solution, totals, explain(setting, solution), greedy);
  for (const [name, value] of Object.entries(JSON.parse(JSON.stringify(result)) as object)) {
    const stored: unknown = (plan as unknown as Record<string, unknown>)[name];
    if (!isDeepStrictEqual(stored, value)) check('plan-value', false, { key: name });
  }
  const yuan = setting.fallbackRevenue;
  check('fallback-revenue', plan.fallbackRevenue === yuan, { yuan });
}

function checkLimits(
  { limits: { limits, group }, economics }: Setting,
  action: Uint8Array,
  check: Recorder,
): void {
  const used = usedOf(limits, group, economics, action);
  limits.forEach(({ name, bound, limit }, k) => {
    const inside = bound === 'max' ? used[k]! <= BigInt(limit) : used[k]! >= BigInt(limit);
    check('limit', inside, { name, used: String(used[k]), bound, limit });
  });
}

function solutionOf(plan: PlanFile, action: Uint8Array): Solution {
  const { certificate } = plan;
  return {
    action,
    spentFen: BigInt(certificate.spentFen),
    profitMicro: BigInt(certificate.profitMicro),
    dualBoundMicro: BigInt(certificate.dualBoundMicro),
    upperBoundMicro: BigInt(certificate.upperBoundMicro),
    prices: certificate.prices,
    method: certificate.method,
    coreUsers: certificate.coreUsers,
    coreStates: certificate.coreStates,
    frontier: plan.frontier,
  };
}

function checkBound(setting: Setting, claim: Solution, check: Recorder): void {
  const { limits } = setting.limits;
  const valid = claim.prices.length === limits.length && claim.prices.every(isPrice);
  if (!check('prices', valid, { prices: claim.prices.length })) return;
  const worth = new ReducedWorth(setting.economics, limits, claim.prices);
  const below = (claim.dualBoundMicro - claim.profitMicro + 1n) * worth.denominator;
  const seen = priced(setting, worth, below);
  const bound = seen.worth + worth.ofLimits();
  const dual = floorDivide(bound, worth.denominator);
  check('lagrangian-bound', dual === claim.dualBoundMicro, { microYuan: String(dual) });
  const ordered = claim.profitMicro <= claim.upperBoundMicro && claim.upperBoundMicro <= dual;
  check('bounds-in-order', ordered, { microYuan: String(claim.upperBoundMicro) });
  if (claim.upperBoundMicro >= dual) return;
  const price =
    BigInt(claim.prices[0]!.numerator) * (worth.denominator / BigInt(claim.prices[0]!.denominator));
  const slack = BigInt(limits[0]!.limit) - seen.spent;
  const gap = limits.length > 1 || seen.core === null ? null : leastGap(seen.core, slack, price, below);
  if (gap === null) {
    check('no-better-plan-unproved', 'skipped', { microYuan: String(dual - claim.profitMicro) });
  } else {
    const best = floorDivide(bound - gap, worth.denominator);
    check('no-better-plan', best <= claim.upperBoundMicro, { microYuan: String(best) });
  }
}

function isPrice({ numerator, denominator }: { numerator: string; denominator: string }): boolean {
  return /^\d+$/.test(numerator) && /^[1-9]\d*$/.test(denominator);
}

function floorDivide(a: bigint, positive: bigint): bigint {
  const quotient = a / positive;
  return quotient * positive > a ? quotient - 1n : quotient;
}
