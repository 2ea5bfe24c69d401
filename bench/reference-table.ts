// The reference script's feature table (17 numeric columns, 3 categorical) at any size, seeded, for benches that
// need realistic columns rather than the reference script's exact draws.
import { Dictionary, Float64, Int32, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';

const numeric = [
  'active_days_30',
  'login_cnt_30',
  'tasks_created_30',
  'success_rate',
  'fail_rate',
  'avg_proc_ms',
  'p95_proc_ms',
  'pay_cnt_30',
  'pay_amt_30',
  'aov',
  'last_pay_gap',
  'coupon_used_cnt_30',
  'feature_variety',
  'weekend_share',
  'night_share',
  'avg_session_gap_h',
  'quota_use_ratio',
] as const;

const categorical = { channel: 5, device: 4, region: 6 } as const;

export const referenceFeatures: readonly string[] = [...numeric, ...Object.keys(categorical)];

/** Rows of the reference script's features and a label `churn` that depends on some of them. */
export function referenceTable(rows: number, seed: number): Table {
  const next = generator(seed);
  const columns = new Map(numeric.map((name) => [name as string, new Float64Array(rows)]));
  const codes = new Map(Object.keys(categorical).map((name) => [name, new Int32Array(rows)]));
  const label = new Int32Array(rows);
  const at = (name: string): Float64Array => columns.get(name)!;
  for (let row = 0; row < rows; row++) {
    const active = Math.min(30, Math.floor(-Math.log(1 - next()) * 10));
    const success = Math.sqrt(next());
    const p95 = 500 + 3000 * next() * next();
    const pays = Math.floor(-Math.log(1 - next()) * 1.1);
    const amount = pays * 20 * next() + 10 * next();
    const values: Record<(typeof numeric)[number], number> = {
      active_days_30: active,
      login_cnt_30: active + Math.floor(10 * next()),
      tasks_created_30: Math.floor(24 * next()),
      success_rate: success,
      fail_rate: Math.max(0, 1 - success + 0.04 * (next() - 0.5)),
      avg_proc_ms: p95 / (2.2 + next()),
      p95_proc_ms: p95,
      pay_cnt_30: pays,
      pay_amt_30: amount,
      aov: pays > 0 ? amount / pays : 0,
      last_pay_gap: pays > 0 ? Math.floor(45 * next()) : 999,
      coupon_used_cnt_30: Math.floor(pays * next()),
      feature_variety: 1 + Math.floor(8 * next()),
      weekend_share: next(),
      night_share: next() * next(),
      avg_session_gap_h: 1 + 70 * next(),
      quota_use_ratio: next() * next(),
    };
    for (const name of numeric) at(name)[row] = values[name];
    for (const [name, count] of Object.entries(categorical))
      codes.get(name)![row] = Math.floor(count * next());
    const logit =
      1 -
      0.09 * active -
      0.25 * pays -
      1.2 * success +
      0.002 * (p95 - 1200) +
      0.3 * codes.get('channel')![row]! * 0.2;
    label[row] = next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
  return new Table({
    ...Object.fromEntries([...columns].map(([name, values]) => [name, float64(values)])),
    ...Object.fromEntries(
      [...codes].map(([name, values]) => [name, dictionary(values, categorical[name as 'channel'])]),
    ),
    churn: makeVector(makeData({ type: new Int32(), data: label })),
  });
}

function float64(values: Float64Array) {
  return makeVector(makeData({ type: new Float64(), data: values }));
}

function dictionary(codes: Int32Array, count: number) {
  const names = vectorFromArray(
    Array.from({ length: count }, (_, i) => `k${i}`),
    new Utf8(),
  );
  return makeVector(
    makeData({ type: new Dictionary(new Utf8(), new Int32()), data: codes, dictionary: names }),
  );
}

// Mulberry32: bench data only need to be the same everywhere.
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
