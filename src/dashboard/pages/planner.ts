import { ensure, WinbackError } from '../../base/errors.js';
import {
  boundaries,
  meanPower,
  meanSampleSize,
  planCharacteristics,
  proportionPower,
  proportionSampleSize,
  type SampleSize,
  type SizeOptions,
  type Spending,
} from '../../entries/stats.js';
import type { PlannerDocument } from '../documents/planner.js';

/** What the planner is asked. `mde` is the absolute effect; with `sd` the metric is a mean, without one a share. */
export interface PlannerQuery {
  readonly baseline: number;
  readonly mde: number;
  readonly sd: number | null;
  readonly power: number;
  readonly alpha: number;
  readonly ratio: number;
  readonly looks: number;
  readonly spending: Spending;
}

/** Points of a curve. */
const points = 41;
/** Curves go up to so many times the planned size or effect. */
const reach = 2;
const mostLooks = 30;
const spendings = ['obrien-fleming', 'pocock', 'hwang-shih-decani'] as const;

/** The query of an address. @throws WinbackError BAD_INPUT naming what is no number */
export function plannerQuery(address: URLSearchParams): PlannerQuery {
  const number = (name: string, usual: number): number => {
    const given = address.get(name);
    if (given === null || given === '') return usual;
    const value = Number(given);
    ensure(Number.isFinite(value), `${name} must be a number, got "${given.slice(0, 40)}"`);
    return value;
  };
  const spending = address.get('spending') ?? 'obrien-fleming';
  if (!(spendings as readonly string[]).includes(spending))
    throw new WinbackError('BAD_INPUT', `spending must be one of ${spendings.join(', ')}`);
  const sd = number('sd', 0);
  const looks = number('looks', 5);
  ensure(
    Number.isInteger(looks) && looks >= 1 && looks <= mostLooks,
    `looks must be 1 to ${mostLooks}, got ${looks}`,
  );
  return {
    ...{ baseline: number('baseline', 0.05), mde: number('mde', 0.01), sd: sd === 0 ? null : sd },
    ...{ power: number('power', 0.8), alpha: number('alpha', 0.05), ratio: number('ratio', 1) },
    ...{ looks, spending: spending as PlannerQuery['spending'] },
  };
}

/** @throws WinbackError BAD_INPUT naming the value that no experiment can have */
export function plannerDocument(query: PlannerQuery): PlannerDocument {
  const size = sizeOf(query, query.mde);
  const plan = boundaries({ looks: query.looks, spending: query.spending, alpha: query.alpha });
  const { inflation } = planCharacteristics(plan, query.power);
  const { control, treatment, method } = size;
  return {
    ...{ size: { control, treatment, method }, inflation },
    largest: Math.ceil(control * inflation) + Math.ceil(treatment * inflation),
    power: steps(Math.max(2, control / 20), control * reach).map((users) => {
      const whole = Math.round(users);
      return { control: whole, power: powerOf(query, whole) };
    }),
    effects: effectsOf(query),
    looks: plan.times.map((time, k) => ({
      ...{ time, z: plan.z[k]! > 1e300 ? null : plan.z[k]! },
      ...{ nominalP: plan.nominalP[k]!, alphaSpent: plan.alphaSpent[k]! },
    })),
  };
}

const optionsOf = ({ alpha, power, ratio }: PlannerQuery): SizeOptions => ({ alpha, power, ratio });

function sizeOf(query: PlannerQuery, effect: number): SampleSize {
  const { baseline, sd } = query;
  const options = optionsOf(query);
  return sd === null
    ? proportionSampleSize({ ...options, baseline, mde: effect })
    : meanSampleSize({ ...options, sd, effect });
}

function powerOf(query: PlannerQuery, control: number): number {
  const { baseline, mde, sd } = query;
  const options = optionsOf(query);
  return sd === null
    ? proportionPower({ ...options, baseline, mde }, control)
    : meanPower({ ...options, sd, effect: mde }, control);
}

/** Sizes of effects from half of the asked one to twice as much, as far as shares end. */
function effectsOf(query: PlannerQuery): PlannerDocument['effects'] {
  const { baseline, mde, sd } = query;
  const wanted = steps(mde / reach, mde * reach);
  const possible =
    sd === null ? wanted.filter((effect) => baseline + effect > 0 && baseline + effect < 1) : wanted;
  return possible.map((effect) => {
    const { control, treatment } = sizeOf(query, effect);
    return { effect, users: control + treatment };
  });
}

const steps = (from: number, to: number): number[] =>
  Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
