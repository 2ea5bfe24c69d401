import { shownCount } from '../../../base/shown-count.js';
import type { LedgerValues } from '../../../experiment/records/ledger-entry.js';
import { caps, share, spendingNames } from '../figures.js';
import type { LedgerSentences } from '../sentences.js';

const correction = (family: string) => ({
  what({ tests, correction, oneSided }: LedgerValues['correction-primary']): string {
    const holm = oneSided ? 'Holm（单侧）' : 'Holm（正负两个方向各用 α / 2）';
    const name = correction === 'holm' ? holm : 'Benjamini-Hochberg';
    return `${family}共 ${tests} 个检验，用 ${name} 校正 p 值，并给出与之一致的同时区间`;
  },
  why: () => '检验越多，至少一个误报的概率越大',
});

const repeated = {
  first: '取最早的一行',
  last: '取最晚的一行',
  sum: '指标相加（比例：任一行为 1 即为 1）',
};

export const experimentLedger: LedgerSentences = {
  excluded: {
    what: ({ reason, users }) => `按规则“${reason}”剔除 ${shownCount(users)} 行`,
    why: () => '规则在看结果之前写在配置里',
  },
  'multi-variant': {
    what: ({ users, first }) =>
      first === true
        ? `${shownCount(users)} 名出现在多个组的用户计入首次看到的组`
        : `剔除 ${shownCount(users)} 名出现在多个组的用户`,
    why: ({ first }) =>
      first === true
        ? '配置如此规定（multiple: first）；他们受到两种处理，会使效应偏向 0'
        : '他们受到两种处理，不属于任何一组',
  },
  'repeated-events': {
    what: ({ events }) => `剔除 ${shownCount(events)} 个在日志中重复出现的事件（按 uuid）`,
    why: () => 'PostHog 有时会保存或导出同一事件多次',
  },
  'other-variants': {
    what: ({ events, users }) =>
      `剔除 ${shownCount(events)} 次曝光：开关的回答不是本实验的组；其中 ${shownCount(users)} 名用户没有其他曝光`,
    why: () => '不在放量范围内的用户也会得到回答，他们不在实验中',
  },
  'no-json': {
    what: ({ events }) => `${shownCount(events)} 个事件的属性不是 JSON`,
    why: () => '按没有属性读取：不显示任何组，也没有数值',
  },
  persons: {
    what: ({ moved, unknown, deleted }) =>
      `以今天的人为准：${shownCount(moved)} 个事件计入合并后的人，${shownCount(unknown)} 个没有人、以 distinct_id 计，` +
      (deleted === null ? '无从得知哪些人已被删除' : `${shownCount(deleted)} 个属于已删除的人、已剔除`),
    why: () => '先匿名、后登录的人是同一个用户',
  },
  'persons-then': {
    what: ({ events }) => `${shownCount(events)} 个事件以其到达时的人为准`,
    why: () => '没有写明人员（data.events.persons）：之后登录的人算作两个用户，可能出现在两个组',
  },
  'metric-rules': {
    what: ({ name, event, of, repeated, refunded, reduced }) =>
      `${name}：${shownCount(of)} 个 ${event} 事件中，${shownCount(repeated)} 个重复，${shownCount(refunded)} 个被撤回，${shownCount(reduced)} 个的数值被扣减`,
    why: () => '指标的定义如此规定',
  },
  untimed: {
    what: ({ users, leftOut }) =>
      `${users} 名用户没有曝光时间，${leftOut ? '已剔除' : '计入分析但不属于任何一天'}`,
    why: () => '没有时间就无法判断窗口是否已满、属于哪次查看',
  },
  'without-variant': {
    what: ({ users }) => `剔除 ${shownCount(users)} 名曝光事件没有组别的用户`,
    why: () => '没有组别就不知道他们受到哪种处理',
  },
  'far-exposures': {
    what: ({ users }) =>
      `${shownCount(users)} 名用户的曝光时间远离其他所有用户：计入分析，但不计入实验运行天数`,
    why: () => '一个错误的日期会让过短的实验看起来已经足够长',
  },
  'untimed-events': {
    what: ({ events }) => `已曝光用户的 ${shownCount(events)} 个事件没有时间，不计入任何指标`,
    why: () => '没有时间就无法判断事件是否在曝光后的窗口内',
  },
  immature: {
    what: ({ users, days }) => `剔除 ${shownCount(users)} 名窗口（${days} 天）未满的用户`,
    why: () => '他们还可能转化，计入会稀释效果',
  },
  'repeated-users': {
    what: ({ users, rows, rule }) => `${users} 名用户在同一组有多行（多出 ${rows} 行）：${repeated[rule]}`,
    why: () => '每名用户只能计一次；规则写在配置里',
  },
  'metric-rows': {
    what: ({ metric, used, left }) => `${metric}：${used} 行，按用户聚类；${left} 行的用户不在分析中，已剔除`,
    why: () => '分流单位是用户，同一用户的各行彼此相关，当作独立会使区间过窄',
  },
  winsorised: {
    what({ metric, lower, upper, users, ratio }) {
      const own = caps(lower, upper);
      if (ratio === null) return `${metric}：截尾到 ${own}，影响 ${shownCount(users)} 名用户`;
      const { column, per, perUpper } = ratio;
      const both = `${column} ${own}${perUpper === null ? '' : `, ${per} ${caps(null, perUpper)}`}`;
      return `${metric}：超出 ${both} 的用户，分子分母按同一系数缩小，影响 ${shownCount(users)} 名用户`;
    },
    why({ ratio }) {
      const rule = '极端值会放大方差；阈值事先写在配置里，由各组合并数据计算';
      return ratio === null ? rule : `${rule}；只截分子会改变比率，同一系数保留每名用户自己的比率`;
    },
  },
  cuped: {
    what({ metric, variant, covariates, theta, scope, varianceReduction, missingUsers }) {
      const slopes = theta.map((t) => t.toPrecision(4)).join(', ');
      const missing =
        missingUsers > 0 ? `（${shownCount(missingUsers)} 名用户缺值：取均值并加指示变量）` : '';
      return `${metric}（${variant}）：CUPED，协变量 ${covariates.join('、')}，θ = ${slopes}（${scope === 'within' ? '组内' : '合并'}），方差减少 ${share(varianceReduction, 1)}${missing}`;
    },
    why: () => '用实验前数据扣除与处理无关的差异；θ 不含处理效应',
  },
  bootstrap: {
    what: ({ metric, variant, replicates, low, high }) =>
      `${metric}（${variant}）：自助法 ${replicates} 次，百分位区间 [${low.toPrecision(4)}, ${high.toPrecision(4)}]`,
    why: () => '分布偏态时用于核对 t 区间；决策仍依据检验',
  },
  strata: {
    what: ({ by, strata }) => `按 ${by.join(', ')} 事后分层（${strata} 层）`,
    why: () => '消除各层人数的偶然差异',
  },
  'one-sided': {
    what({ metric, direction, alpha }) {
      const up = direction === 'increase';
      return `${metric}：单侧检验，只看${up ? '上升' : '下降'}，水平 ${alpha} 全部用在这一侧；区间只有${up ? '下' : '上'}界`;
    },
    why: () => '配置事先写明；反方向的损害只能由守门指标发现',
  },
  exact: {
    what: ({ metrics }) => `${metrics.join(', ')}：样本小，使用 Boschloo 精确检验`,
    why: () => '正态近似在此不可靠',
  },
  sequential: {
    what: ({ looks, spending, alpha }) =>
      `主指标：${looks} 次查看，${spendingNames[spending]} α 消耗，总水平 ${alpha}`,
    why: () => '多次查看未校正的 p 值会使误报率超过 α',
  },
  'sequential-one-look': {
    what: ({ variants }) =>
      `${variants.join(', ')}：数据没有按日历史，也没有给出以前各次查看，这次被当作第一次查看`,
    why: () => '若以前看过，边界不再成立：请给出曝光时间，或随汇总数据给出各次查看',
  },
  'sequential-others': {
    what: ({ metrics }) =>
      `${metrics.join(', ')}：校正 p、同时区间与守门结论按已做的各次查看计算（序贯 p 值）`,
    why: () => '实验因主指标停止，其他指标也被看了同样多次',
  },
  'sequential-none': {
    what: ({ metrics }) => `${metrics.join(', ')}：没有各次查看的历史，p 值只在只看一次时有效`,
    why: () => '分位数与只含最终汇总的数据没有按日历史',
  },
  'correction-primary': correction('主指标'),
  'correction-secondary': correction('次要指标'),
  'correction-oec': correction('OEC'),
};
