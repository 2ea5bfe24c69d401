import type { Pace } from '../../base/pace.js';
import { shownCount } from '../../base/shown-count.js';
import { assignmentCheck } from '../assignment/assignment-check.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import type {
  CheckRecord,
  CheckStatus,
  MetricRecord,
  NoveltyRecord,
  SplitCheckRecord,
  SrmRecord,
} from '../records/records.js';

/** Share of users in several variants above which the assignment itself is suspect. */
const multiVariantLimit = 0.01;
/** A covariate measured before exposure that differs this surely between the arms points at the split. */
const imbalanceLimit = 0.001;

export interface CheckInputs {
  readonly data: ExperimentData;
  readonly config: ExperimentConfig;
  readonly srm: SrmRecord;
  readonly metrics: readonly MetricRecord[];
  readonly novelty: readonly NoveltyRecord[];
  readonly splitChecks: readonly SplitCheckRecord[];
}

/** Validity before verdict: failed checks come first, then warnings. */
export async function validityChecks(inputs: CheckInputs, pace: Pace): Promise<readonly CheckRecord[]> {
  const order: Record<CheckStatus, number> = { failed: 0, warning: 1, passed: 2, 'not-run': 3 };
  const checks = [
    srmCheck(inputs.srm),
    await assignmentCheck(inputs.data, inputs.config, pace),
    multiVariantCheck(inputs),
    exposureOrderCheck(inputs),
    immatureCheck(inputs),
    durationCheck(inputs),
    balanceCheck(inputs),
    exclusionCheck(inputs),
    noveltyCheck(inputs),
    splitCheckRecord(inputs),
  ];
  return checks.sort((a, b) => order[a.status] - order[b.status]);
}

function check(
  code: string,
  status: CheckStatus,
  zh: string,
  en: string,
  values: CheckRecord['values'] = {},
): CheckRecord {
  return { code, status, text: { zh, en }, values };
}

function srmCheck({ p, threshold, passed, method }: SrmRecord): CheckRecord {
  if (p === null)
    return check(
      'srm',
      'warning',
      '配置写明计划分流比例未知：各组人数无从核对',
      "the config says that the planned split is unknown: the arms' sizes cannot be checked against it",
      { method },
    );
  const shown = p.toPrecision(3);
  return check(
    'srm',
    passed ? 'passed' : 'failed',
    passed
      ? `各组人数符合计划比例（p = ${shown}）`
      : `各组人数不符合计划比例（p = ${shown} < ${threshold}）：分流或日志有问题，结果不可信`,
    passed
      ? `the arms' sizes fit the planned split (p = ${shown})`
      : `sample ratio mismatch (p = ${shown} < ${threshold}): assignment or logging differs between arms, no result can be trusted`,
    { p, threshold, method },
  );
}

function multiVariantCheck({ data, config }: CheckInputs): CheckRecord {
  if (data.rows === null || data.rows.users === null)
    return check(
      'multi-variant',
      'not-run',
      '没有用户标识，无法检查一人多组',
      'no user column: users in several variants cannot be found',
    );
  const users = data.counts.multiVariant;
  const all = data.rows.users.labels.length;
  const share = users / Math.max(1, all);
  const status = share > multiVariantLimit ? 'failed' : users > 0 ? 'warning' : 'passed';
  return check(
    'multi-variant',
    status,
    users === 0 ? '没有用户出现在多个组' : `${shownCount(users)} 名用户出现在多个组，已从所有组剔除`,
    users === 0
      ? `no ${config.unit} was in several variants`
      : `${shownCount(users)} users were in several variants and are left out of all of them`,
    { users, share },
  );
}

function exposureOrderCheck({ data, config }: CheckInputs): CheckRecord {
  if (config.data.convertedAt === undefined || config.data.exposedAt === undefined)
    return check(
      'exposure-order',
      'not-run',
      '没有曝光和转化时间，无法核对先后',
      'no exposure and conversion times: their order cannot be checked',
    );
  const { beforeExposure: users, sameDay = 0 } = data.counts;
  const unsure =
    sameDay > 0
      ? {
          zh: `；${sameDay} 名用户的转化与曝光同日，其中一个时间只有日期，先后无法判断`,
          en: `; of ${sameDay} users both fell on one day and one of the times is a date only, so their order cannot be told`,
        }
      : { zh: '', en: '' };
  return check(
    'exposure-order',
    users > 0 ? 'failed' : 'passed',
    (users > 0 ? `${shownCount(users)} 名用户的转化早于曝光：转化不是实验造成的` : '没有转化早于曝光') +
      unsure.zh,
    (users > 0
      ? `${shownCount(users)} users converted before their exposure: the experiment cannot have caused that`
      : 'no conversion came before the exposure') + unsure.en,
    { users, sameDay },
  );
}

function immatureCheck({ data, config }: CheckInputs): CheckRecord {
  if (config.windowDays === undefined)
    return check('immature', 'not-run', '没有设定转化窗口', 'no conversion window is set');
  const users = data.counts.immature;
  return check(
    'immature',
    users > 0 ? 'warning' : 'passed',
    users > 0
      ? `${shownCount(users)} 名用户的 ${config.windowDays} 天窗口未满，已剔除`
      : '所有用户的窗口都已满',
    users > 0
      ? `${shownCount(users)} users are still inside their ${config.windowDays}-day window and are left out`
      : "every user's window has passed",
    { users },
  );
}

function durationCheck({ data, config }: CheckInputs): CheckRecord {
  const { minimumDays } = config;
  const { days } = data.counts;
  if (minimumDays === undefined || days === null)
    return check('duration', 'not-run', '没有最短时长或曝光日期', 'no minimum duration or no exposure dates');
  const short = days < minimumDays;
  return check(
    'duration',
    short ? 'warning' : 'passed',
    `已运行 ${days} 天，最短 ${minimumDays} 天`,
    `ran ${days} days of at least ${minimumDays}`,
    { days, minimumDays },
  );
}

function balanceCheck({ metrics }: CheckInputs): CheckRecord {
  const tested = metrics.filter((m) => m.cuped !== null);
  if (tested.length === 0)
    return check('pre-balance', 'not-run', '没有实验前协变量', 'no covariate from before the experiment');
  const p = Math.min(...tested.map((m) => m.cuped!.imbalanceP));
  const bad = p < imbalanceLimit / tested.length;
  return check(
    'pre-balance',
    bad ? 'failed' : 'passed',
    bad ? `实验前各组已不同（p = ${p.toPrecision(3)}）` : `实验前各组一致（最小 p = ${p.toPrecision(3)}）`,
    bad
      ? `the arms already differed before the experiment (p = ${p.toPrecision(3)})`
      : `the arms were alike before the experiment (smallest p = ${p.toPrecision(3)})`,
    { p },
  );
}

function exclusionCheck({ data }: CheckInputs): CheckRecord {
  const { excluded } = data.counts;
  if (excluded.length === 0)
    return check(
      'exclusions',
      'not-run',
      '没有剔除规则（机器人、退款等）',
      'no exclusion rules (bots, refunds...)',
    );
  const total = excluded.reduce((sum, e) => sum + e.users, 0);
  const list = excluded.map((e) => `${e.reason}: ${shownCount(e.users)}`).join(', ');
  return check(
    'exclusions',
    'passed',
    `按事先规则剔除 ${shownCount(total)} 行（${list}）`,
    `${shownCount(total)} rows left out by rule (${list})`,
    {
      users: total,
    },
  );
}

function noveltyCheck({ novelty, config }: CheckInputs): CheckRecord {
  if (novelty.length === 0)
    return check(
      'novelty',
      'not-run',
      '没有按天数据，无法检查新奇效应',
      'no daily data: novelty cannot be checked',
    );
  const p = Math.min(...novelty.map((n) => n.slopeP));
  const fading = p < config.alpha / novelty.length;
  return check(
    'novelty',
    fading ? 'warning' : 'passed',
    fading ? `效果随曝光日变化（p = ${p.toPrecision(3)}）：可能有新奇效应` : '效果没有随曝光日变化的迹象',
    fading
      ? `the effect changes with the day of exposure (p = ${p.toPrecision(3)}): it may be a novelty`
      : 'no sign that the effect changes with the day of exposure',
    { p },
  );
}

function splitCheckRecord({ splitChecks }: CheckInputs): CheckRecord {
  if (splitChecks.length === 0)
    return check('split-check', 'not-run', '未做 A/A 自检', 'no A/A splits were asked for');
  const worst = splitChecks.reduce((a, b) => (b.falsePositiveRate > a.falsePositiveRate ? b : a));
  const failed = splitChecks.some((c) => !c.passed);
  const rate = `${(100 * worst.falsePositiveRate).toFixed(2)} %`;
  return check(
    'split-check',
    failed ? 'failed' : 'passed',
    `对照组 A/A ${worst.runs} 次：${worst.metric} 误报率 ${rate}（应为 ${100 * worst.alpha} %）`,
    `${worst.runs} A/A splits of the control arm: ${worst.metric} false positives ${rate} (nominal ${100 * worst.alpha} %)`,
    { rate: worst.falsePositiveRate, runs: worst.runs },
  );
}
