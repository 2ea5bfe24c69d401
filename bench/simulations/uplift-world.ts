// A world of win-back actions whose effects are known: none, push, SMS, coupon 5 and coupon 20, drawn for a fifth of the users each.
// 16 features; about 40 % leave without an action; effects are largest at middle risks and for users who like discounts; some users are
// driven away by any contact; coupons cost their face value where they are redeemed.
import { Random } from '../../src/base/random.js';
import type { ArrowTable } from '../../src/data/arrow-shape.js';
import { categoryVector, numberVector, tableOf } from '../../src/data/gather.js';

export const worldActions = ['none', 'push', 'sms', 'coupon5', 'coupon20'] as const;
export const worldCosts = {
  push: { contact: 0, face: 0 },
  sms: { contact: 0.05, face: 0 },
  coupon5: { contact: 0.05, face: 5 },
  coupon20: { contact: 0.05, face: 20 },
} as const;

/** The easier world has effects on staying of 0.7 to 19.6 points on average; in the harder one coupons hardly pay. */
export type World = 'easier' | 'harder';

const scales = {
  easier: { push: 0.12, sms: 0.18, five: 0.55, twenty: 0.95, value: 1, redeems: [0.3, 0.45] },
  harder: { push: 0.06, sms: 0.1, five: 0.28, twenty: 0.5, value: 0.6, redeems: [0.55, 0.75] },
} as const;

const featureCount = 16;

/** Users with the log of a random experiment, and what is true of them. */
export interface WorldUsers {
  readonly table: ArrowTable;
  /** What each action gains before its cost over doing nothing, yuan; one column an action but none. */
  readonly gain: readonly Float64Array[];
  /** What it costs, yuan. */
  readonly cost: readonly Float64Array[];
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

export function worldUsers(users: number, seed: number, world: World = 'easier'): WorldUsers {
  const random = new Random(seed, 17);
  const x = Array.from({ length: featureCount }, () => new Float64Array(users));
  const truth = { gain: columns(users), cost: columns(users) };
  const log = {
    action: new Int32Array(users),
    stayed: new Float64Array(users),
    redeemed: new Float64Array(users),
  };
  const value = new Float64Array(users);
  for (let row = 0; row < users; row++) {
    const features = userFeatures(random);
    for (const [i, feature] of features.entries()) x[i]![row] = feature;
    const person = personOf(features, world);
    value[row] = person.value;
    for (let a = 1; a < worldActions.length; a++) {
      truth.gain[a - 1]![row] = (person.stay[a]! - person.stay[0]!) * person.value;
      truth.cost[a - 1]![row] = costOf(a, person.redeems[a]!);
    }
    const action = Math.min(4, Math.floor(5 * random.uniform()));
    const stayed = random.uniform() < person.stay[action]!;
    log.action[row] = action;
    log.stayed[row] = Number(stayed);
    log.redeemed[row] = Number(stayed && random.uniform() < person.redeems[action]! / person.stay[action]!);
  }
  return { table: tableOfUsers(x, log, value), ...truth };
}

const columns = (users: number) => worldActions.slice(1).map(() => new Float64Array(users));

function costOf(action: number, redeems: number): number {
  const { contact, face } = Object.values(worldCosts)[action - 1]!;
  return contact + face * redeems;
}

// Days since the last purchase, purchases, revenue, share of discounts, channel and app, the others standard normal.
function userFeatures(random: Random): number[] {
  const x = Array.from({ length: featureCount }, () => random.normal());
  x[0] = 10 * random.exponential();
  x[1] = random.poisson(Math.exp(0.3 * x[2]! + 1));
  x[3] = Math.exp(3.2 + 0.8 * x[3]!);
  x[4] = random.beta(2, 3);
  x[5] = Math.floor(4 * random.uniform());
  x[6] = Number(random.uniform() < 0.3);
  return x;
}

function personOf(x: readonly number[], world: World) {
  const { push, sms, five, twenty, value: scale, redeems: rates } = scales[world];
  const [recency, frequency, revenue, discounts, channel, app] = [x[0]!, x[1]!, x[3]!, x[4]!, x[5]!, x[6]!];
  const risk = logistic(
    -0.4 +
      0.07 * (recency - 10) -
      0.22 * (frequency - 3) +
      0.4 * x[7]! -
      0.3 * Number(channel === 2) +
      0.5 * x[8]! * Number(x[9]! > 0),
  );
  const middle = Math.exp(-(((risk - 0.45) / 0.25) ** 2));
  const annoyed = Number(x[10]! > 0.8);
  const response = [
    0,
    push * app * middle - 0.03 * annoyed,
    sms * middle * (1 - 0.5 * app) - 0.02 * annoyed,
    five * middle * (0.3 + 1.4 * discounts) * logistic((60 - revenue) / 20),
    twenty * middle * (0.4 + 1.2 * discounts) * logistic((150 - revenue) / 40),
  ];
  const stay = response.map((r) => 1 - risk + clip(risk * r, -0.5 * (1 - risk), 0.95 * risk));
  const chance = [0, 0, 0, ...rates];
  const redeems = stay.map((p, a) => clip(p * chance[a]! * (0.5 + discounts), 0, p));
  return { stay, redeems, value: scale * revenue };
}

function tableOfUsers(
  x: readonly Float64Array[],
  log: { readonly action: Int32Array; readonly stayed: Float64Array; readonly redeemed: Float64Array },
  value: Float64Array,
): ArrowTable {
  const users = value.length;
  const fifth = new Float64Array(users).fill(0.2);
  return tableOf([
    ['user_id', numberVector(Float64Array.from({ length: users }, (_, row) => row))],
    ['action', categoryVector(log.action, worldActions)],
    ...worldActions.map((name) => [`probability_${name}`, numberVector(fifth)] as const),
    ['stayed', numberVector(log.stayed)],
    ['redeemed', numberVector(log.redeemed)],
    ['value', numberVector(value)],
    ...x.map((column, i) => [`x${i}`, numberVector(column)] as const),
  ]);
}
