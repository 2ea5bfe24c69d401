// The budget planner: proven optima at scale, against HiGHS, with several limits, and the frontier.
import highsModule from 'highs';
import type { NativeActionTerms, NativeLimit, NativeMarket } from '../../src/native/allocation-binding.js';
import { addon } from '../../src/native/load.js';
import { type BenchOptions, type BenchRow, duel, median, row, type Trial } from '../harness.js';

const threads = 2;
const work = { threads, effort: 4e8 };
const fen = [0, 1, 5, 100, 200, 300, 500, 1000];
const response = [0.03, 0.04, 0.07, 0.14, 0.19, 0.23, 0.3, 0.37];
const none = new Float64Array(0);

export const trial: Trial = {
  about: 'who gets which of eight actions inside a budget, proven, at how many users a second?',
  async run({ quick }: BenchOptions) {
    const rows: BenchRow[] = [];
    const [small, large] = quick ? [100_000, 1_000_000] : [1_000_000, 10_000_000];
    for (const users of quick ? [small, large] : [small, large, 30_000_000])
      rows.push(await oneBudget(users));
    rows.push(await againstHighs(quick ? 1000 : 10_000));
    rows.push(await severalLimits(large));
    rows.push(...(await frontier(large)));
    return rows;
  },
};

// A seeded market: uniform probability, log-normal revenue, six segments.
function market(users: number): { market: NativeMarket; p: Float32Array; revenue: Float32Array } {
  const p = new Float32Array(users);
  const revenue = new Float32Array(users);
  const segment = new Uint8Array(users);
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < users; i++) {
    p[i] = uniform();
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    revenue[i] = Math.round(100 * Math.exp(2 + 1.2 * normal)) / 100;
    segment[i] = Math.floor(uniform() * 6);
  }
  const column = (name: string, type: 'float32' | 'uint8', values: Float32Array | Uint8Array) => ({
    name,
    type,
    categorical: false,
    chunks: [{ values, validity: null, bitOffset: 0, length: users }],
  });
  const columns = [
    column('p', 'float32', p),
    column('revenue', 'float32', revenue),
    column('g', 'uint8', segment),
  ];
  const actions = fen.map(
    (contactFen, j): NativeActionTerms => ({
      contactFen,
      faceFen: 0,
      payers: null,
      response: Float64Array.of(response[j]!, response[j]! * 1.1, response[j]! * 0.9),
      upliftColumn: -1,
      gainColumn: -1,
      costColumn: -1,
    }),
  );
  const given = {
    table: { columns },
    probabilityColumn: 0,
    revenueColumn: 1,
    allowedColumn: -1,
    groupColumn: -1,
    tierFloors: Float64Array.of(0.4, 0.7),
    alpha: 0.6,
    fallbackRevenue: 3,
    actions,
    keys: null,
  };
  return { market: given, p, revenue };
}

async function timed<T>(rounds: number, call: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  let result = await call();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    result = await call();
    seconds.push((performance.now() - start) / 1e3);
  }
  return { seconds: median(seconds), result };
}

const count = (users: number): string => (users >= 1e6 ? `${users / 1e6}M` : `${users / 1e3}k`);

async function oneBudget(users: number): Promise<BenchRow> {
  const given = market(users).market;
  const before = process.resourceUsage().maxRSS;
  const { seconds, result } = await timed(3, () =>
    addon().allocationPlan(given, users * 5, none, work, null),
  );
  const grown = Math.max(0, (process.resourceUsage().maxRSS - before) / 1024);
  const proof = result.profit === result.upperBound ? 'proven optimum' : 'NOT PROVEN';
  const name = `${count(users)} users x 8 actions, one budget: ${proof}, peak memory +${grown.toFixed(0)} MB`;
  return row(name, 's', seconds, 'the bound equals the plan', null, result.profit === result.upperBound);
}

async function againstHighs(users: number): Promise<BenchRow> {
  const { market: given, p, revenue } = market(users);
  const budget = users * 5;
  const highs = await (highsModule as unknown as typeof highsModule.default)();
  const text = lpText(p, revenue, budget);
  return duel({
    name: `${count(users)} users x 8 actions, proven optimum`,
    unit: 'ms',
    peer: 'HiGHS MIP (npm highs)',
    rounds: 1,
    ours: () => addon().allocationPlan(given, budget, none, work, null),
    theirs: () => highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0 }),
    // HiGHS counts in fen with a feasibility tolerance of 1e-6.
    equal: (ours, theirs) =>
      Math.abs(Number(ours.profit) / 1e4 - theirs.ObjectiveValue) < 1e-3 * users ** 0.5,
  });
}

function lpText(p: Float32Array, revenue: Float32Array, budget: number): string {
  const value = (i: number, j: number): number => {
    const factor = p[i]! >= 0.7 ? 0.9 : p[i]! >= 0.4 ? 1.1 : 1;
    return p[i]! * response[j]! * factor * 0.6 * (revenue[i]! > 0 ? revenue[i]! : 3) * 100 - fen[j]!;
  };
  const users = Array.from(p, (_, i) => i);
  const signed = (x: number): string => (x < 0 ? `- ${-x}` : `+ ${x}`);
  return [
    'Maximize',
    ...users.map((i) => fen.map((_, j) => `${signed(value(i, j))} x${i}_${j}`).join(' ')),
    'Subject To',
    `${users.map((i) => fen.flatMap((c, j) => (c > 0 ? [`+ ${c} x${i}_${j}`] : [])).join(' ')).join('\n')} <= ${budget}`,
    ...users.map((i) => `${fen.map((_, j) => `x${i}_${j}`).join(' + ')} <= 1`),
    'Binary',
    ...users.map((i) => fen.map((_, j) => `x${i}_${j}`).join(' ')),
    'End',
  ].join('\n');
}

async function severalLimits(users: number): Promise<BenchRow> {
  const given = { ...market(users).market, groupColumn: 2 };
  const all = 0xff;
  const coupons = 0xf8;
  const limit = (spend: boolean, amount: number, actions: number, group = -1): NativeLimit => ({
    spend,
    atMost: true,
    amount: Math.floor(amount),
    actions,
    groups: Uint8Array.from({ length: 6 }, (_, g) => (group < 0 || g === group ? 1 : 0)),
  });
  const share = [1, 0.6, 1.2, 0.4, 1, 2];
  const limits = [
    limit(true, users * 5, all),
    limit(false, users * 0.15, 0b110),
    limit(false, users * 0.01, coupons),
    ...share.map((weight, g) => limit(true, ((users * 5) / 6) * 0.9 * weight, coupons, g)),
  ];
  const { seconds, result } = await timed(1, () => addon().allocationPlanLimits(given, limits, work, null));
  const gap = 1 - Number(result.profit) / Number(result.dualBound);
  const name = `${count(users)} users, 9 limits, no violation, relative gap ${gap.toExponential(1)}`;
  return row(name, 's', seconds, 'the Lagrangian bound, gap <= 1e-6', null, gap <= 1e-6);
}

async function frontier(users: number): Promise<BenchRow[]> {
  const given = market(users).market;
  const budgets = Float64Array.from({ length: 1000 }, (_, k) => users * 0.02 * k);
  const plain = await timed(2, () => addon().allocationPlan(given, users * 5, none, work, null));
  const { seconds, result } = await timed(2, () =>
    addon().allocationPlan(given, users * 5, budgets, work, null),
  );
  let last = 0;
  const ascends = result.frontier.every((value, k) => {
    if (k % 3 !== 0) return true;
    const ok = value >= last;
    last = value;
    return ok;
  });
  const beyond = Math.max(0, seconds - plain.seconds);
  const name = `${count(users)} users, 1,000 budgets`;
  // The index's package called maq is another project of 2 kB; the real one is published as source only.
  const maq = 'grf-labs/maq: missing, not on the Python package index';
  return [
    row(`${name}, beyond the solve`, 's', beyond, 'profit ascends', null, ascends),
    row(`${name} and the plan, the whole budget path`, 's', seconds, maq, null, null),
  ];
}
