import { shownCount } from '../../base/shown-count.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { bootstrapEntry } from '../effects/resampled.js';
import type { Bilingual, LedgerEntry, MetricRecord } from '../records/records.js';

function entry(code: string, what: Bilingual, why: Bilingual): LedgerEntry {
  return { code, what, why };
}

/** What was adjusted and why: everything between the raw rows and the printed numbers. */
export function ledgerOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metrics: readonly MetricRecord[],
  hasDays: boolean,
): readonly LedgerEntry[] {
  return [
    ...countEntries(data, config),
    ...metrics.filter((m) => m.cuped !== null).map(cupedEntry),
    ...metrics.flatMap(bootstrapEntry),
    ...strataEntries(data, config),
    ...oneSidedEntry(config),
    ...methodEntries(metrics),
    ...sequentialEntries(config, metrics),
    ...oneLookEntry(data, config, hasDays),
  ];
}

function countEntries(data: ExperimentData, config: ExperimentConfig): LedgerEntry[] {
  const { multiVariant, immature, untimed = 0, excluded } = data.counts;
  const out = excluded.map(({ reason, users }) =>
    entry(
      'excluded',
      {
        zh: `按规则“${reason}”剔除 ${shownCount(users)} 行`,
        en: `${shownCount(users)} rows left out by the rule "${reason}"`,
      },
      {
        zh: '规则在看结果之前写在配置里',
        en: 'the rule was written in the config before the results were seen',
      },
    ),
  );
  if (multiVariant > 0)
    out.push(
      entry(
        'multi-variant',
        {
          zh: `剔除 ${shownCount(multiVariant)} 名出现在多个组的用户`,
          en: `${shownCount(multiVariant)} users seen in several variants left out`,
        },
        { zh: '他们受到两种处理，不属于任何一组', en: 'they got both treatments and belong to no arm' },
      ),
    );
  if (untimed > 0) out.push(untimedEntry(untimed, config.windowDays !== undefined));
  if (immature > 0)
    out.push(
      entry(
        'immature',
        {
          zh: `剔除 ${shownCount(immature)} 名窗口（${config.windowDays} 天）未满的用户`,
          en: `${shownCount(immature)} users still inside their ${config.windowDays}-day window left out`,
        },
        {
          zh: '他们还可能转化，计入会稀释效果',
          en: 'they may still convert; counting them now dilutes the effect',
        },
      ),
    );
  return out;
}

function untimedEntry(users: number, leftOut: boolean): LedgerEntry {
  return entry(
    'untimed',
    {
      zh: `${users} 名用户没有曝光时间，${leftOut ? '已剔除' : '计入分析但不属于任何一天'}`,
      en: `${users} users have no time of exposure and are ${leftOut ? 'left out' : 'in the analysis, but on no day'}`,
    },
    {
      zh: '没有时间就无法判断窗口是否已满、属于哪次观测',
      en: 'without a time neither their window nor the look they belong to is known',
    },
  );
}

function cupedEntry(m: MetricRecord): LedgerEntry {
  const { covariates, theta, scope, varianceReduction, missingUsers } = m.cuped!;
  const slopes = theta.map((t) => t.toPrecision(4)).join(', ');
  const share = (100 * varianceReduction).toFixed(1);
  const lacking = missingUsers > 0;
  const missing = {
    zh: lacking ? `（${shownCount(missingUsers)} 名用户缺值：取均值并加指示变量）` : '',
    en: lacking ? ` (${shownCount(missingUsers)} without a value: mean and indicator)` : '',
  };
  return entry(
    'cuped',
    {
      zh: `${m.name}（${m.variant}）：CUPED，协变量 ${covariates.join('、')}，θ = ${slopes}（${scope === 'within' ? '组内' : '合并'}），方差减少 ${share} %${missing.zh}`,
      en: `${m.name} (${m.variant}): CUPED on ${covariates.join(', ')}, theta = ${slopes} (${scope} arms), variance reduced by ${share} %${missing.en}`,
    },
    {
      zh: '用实验前数据扣除与处理无关的差异；θ 不含处理效应',
      en: 'differences that existed before the experiment are taken out; theta does not contain the treatment effect',
    },
  );
}

function strataEntries(data: ExperimentData, config: ExperimentConfig): LedgerEntry[] {
  if (data.strata.length < 2) return [];
  const by = config.data.strata.join(', ');
  return [
    entry(
      'strata',
      {
        zh: `按 ${by} 事后分层（${data.strata.length} 层）`,
        en: `post-stratified by ${by} (${data.strata.length} strata)`,
      },
      { zh: '消除各层人数的偶然差异', en: 'chance differences in the mix of strata are taken out' },
    ),
  ];
}

function oneSidedEntry({ metrics, alpha }: ExperimentConfig): LedgerEntry[] {
  const primary = metrics.find((m) => m.role === 'primary');
  if (primary === undefined || !primary.oneSided) return [];
  const up = primary.direction === 'increase';
  return [
    entry(
      'one-sided',
      {
        zh: `${primary.name}：单侧检验，只看${up ? '上升' : '下降'}，水平 ${alpha} 全部用在这一侧；区间只有${up ? '下' : '上'}界`,
        en: `${primary.name}: one-sided, only ${up ? 'an increase' : 'a decrease'} counts, with the whole level ${alpha} on that side; its intervals have ${up ? 'a lower' : 'an upper'} end only`,
      },
      {
        zh: '配置事先写明；反方向的损害只能由守门指标发现',
        en: 'the config says so beforehand; a harm in the other direction is for guardrails to find',
      },
    ),
  ];
}

function methodEntries(metrics: readonly MetricRecord[]): LedgerEntry[] {
  const exact = metrics.filter((m) => m.exact);
  if (exact.length === 0) return [];
  const names = [...new Set(exact.map((m) => m.name))].join(', ');
  return [
    entry(
      'exact',
      {
        zh: `${names}：样本小，使用 Boschloo 精确检验`,
        en: `${names}: few conversions, Boschloo's exact test`,
      },
      { zh: '正态近似在此不可靠', en: 'the normal approximation may miss its level here' },
    ),
  ];
}

const spendingNames = {
  'obrien-fleming': "O'Brien-Fleming",
  pocock: 'Pocock',
  'hwang-shih-decani': 'Hwang-Shih-DeCani',
} as const;

function sequentialEntries(
  { sequential, alpha }: ExperimentConfig,
  metrics: readonly MetricRecord[],
): LedgerEntry[] {
  if (sequential === undefined) return [];
  const spending = spendingNames[sequential.spending];
  const out = [
    entry(
      'sequential',
      {
        zh: `主指标：${sequential.looks} 次观测，${spending} α 花费，总水平 ${alpha}`,
        en: `primary metric: ${sequential.looks} looks, ${spending} alpha spending, overall level ${alpha}`,
      },
      {
        zh: '多次查看普通 p 值会使误报率超过 α',
        en: 'looking repeatedly at an ordinary p-value raises the false positive rate above alpha',
      },
    ),
  ];
  const others = metrics.filter((m) => m.role !== 'primary');
  const named = (list: readonly MetricRecord[]) => [...new Set(list.map((m) => m.name))].join(', ');
  const [held, plain] = [others.filter((m) => m.sequential), others.filter((m) => !m.sequential)];
  if (held.length > 0) out.push(heldEntry(named(held)));
  if (plain.length > 0) out.push(plainEntry(named(plain)));
  return out;
}

function oneLookEntry(
  { looks }: ExperimentData,
  { sequential, treatments }: ExperimentConfig,
  hasDays: boolean,
): LedgerEntry[] {
  if (sequential === undefined || sequential.looks === 1 || hasDays) return [];
  const without = treatments.filter((variant) => !looks?.has(variant));
  if (without.length === 0) return [];
  const names = without.join(', ');
  return [
    entry(
      'sequential-one-look',
      {
        zh: `${names}：数据没有按日历史，也没有给出以前各次观测，这次被当作第一次观测`,
        en: `${names}: the data have no days and no earlier looks are given, so that this one counts as the first`,
      },
      {
        zh: '若以前看过，边界不再成立：请给出暴露时间，或随汇总数据给出各次观测',
        en: 'if there were looks before, the boundary does not hold: give times of exposure, or the looks with aggregates',
      },
    ),
  ];
}

function heldEntry(names: string): LedgerEntry {
  return entry(
    'sequential-others',
    {
      zh: `${names}：校正 p、联合区间与守门结论按已做的各次观测计算（序贯 p 值）`,
      en: `${names}: adjusted p, simultaneous interval and guardrail verdict hold at the looks taken (sequential p)`,
    },
    {
      zh: '实验因主指标停止，其他指标也被看了同样多次',
      en: 'the primary metric stops the experiment, but the others were looked at as often',
    },
  );
}

function plainEntry(names: string): LedgerEntry {
  return entry(
    'sequential-none',
    {
      zh: `${names}：没有各次观测的历史，p 值只在只看一次时有效`,
      en: `${names}: no history of looks, the p-value is valid for a single look only`,
    },
    {
      zh: '分位数与只含最终汇总的数据没有按日历史',
      en: 'quantiles, and aggregates without looks, have no daily history',
    },
  );
}
