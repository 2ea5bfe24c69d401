import { shownCount } from '../../../base/shown-count.js';
import { share, three } from '../figures.js';
import type { CheckSentences } from '../sentences.js';

export const experimentChecks: CheckSentences = {
  srm: {
    notRun: '未核对',
    ran(values, status) {
      if (values.method === 'unknown-split') return '配置写明计划分流比例未知：各组人数无从核对';
      return status === 'passed'
        ? `各组人数符合计划比例（p = ${three(values.p)}）`
        : `各组人数不符合计划比例（p = ${three(values.p)} < ${values.threshold}）：分流或日志有问题，结果不可信`;
    },
  },
  assignment: {
    notRun: '没有分流配置或用户标识，未复算分流',
    ran: ({ users, matched, wrongVariant, notIncluded }) =>
      `复算分流：${shownCount(users)} 名用户中 ${shownCount(matched)} 名与日志一致，${shownCount(wrongVariant)} 名组别不同，${shownCount(notIncluded)} 名不应进入实验`,
  },
  'multi-variant': {
    notRun: '没有用户标识，无法检查一人多组',
    ran: ({ users, first }) =>
      users === 0
        ? '没有用户出现在多个组'
        : `${shownCount(users)} 名用户出现在多个组，${first === true ? '计入首次看到的组' : '已从所有组剔除'}`,
  },
  'exposure-order': {
    notRun: '没有曝光和转化时间，无法核对先后',
    ran: ({ users, sameDay }) =>
      (users > 0 ? `${shownCount(users)} 名用户的转化早于曝光：转化不是实验造成的` : '没有转化早于曝光') +
      (sameDay > 0 ? `；${sameDay} 名用户的转化与曝光同日，其中一个时间只有日期，先后无法判断` : ''),
  },
  immature: {
    notRun: '没有设定转化窗口',
    ran: ({ users, days }) =>
      users > 0 ? `${shownCount(users)} 名用户的 ${days} 天窗口未满，已剔除` : '所有用户的窗口都已满',
  },
  duration: {
    notRun: '没有最短时长或曝光日期',
    ran: ({ days, minimumDays }) => `已运行 ${days} 天，最短 ${minimumDays} 天`,
  },
  'pre-balance': {
    notRun: '没有实验前协变量',
    ran: ({ p }, status) =>
      status === 'failed' ? `实验前各组已不同（p = ${three(p)}）` : `实验前各组一致（最小 p = ${three(p)}）`,
  },
  exclusions: {
    notRun: '没有剔除规则（机器人、退款等）',
    ran: ({ users, rules }) =>
      `按事先规则剔除 ${shownCount(users)} 行（${rules.map((rule) => `${rule.reason}: ${shownCount(rule.users)}`).join(', ')}）`,
  },
  novelty: {
    notRun: '没有按天数据，无法检查新奇效应',
    ran: ({ p }, status) =>
      status === 'warning'
        ? `效果随曝光日变化（p = ${three(p)}）：可能有新奇效应`
        : '效果没有随曝光日变化的迹象',
  },
  'split-check': {
    notRun: '未做 A/A 自检',
    ran: ({ metric, rate, runs, alpha }) =>
      `对照组 A/A ${runs} 次：${metric} 误报率 ${share(rate, 2)}（应为 ${100 * alpha} %）`,
  },
  bots: {
    notRun: '没有规则说明哪些用户是程序',
    ran: ({ users, share: part, p }, status) =>
      `按规则有 ${shownCount(users)} 名用户（${share(part, 2)}）是程序，已排除${
        p === null ? '' : `；各组占比相同的 p = ${three(p)}`
      }${status === 'failed' ? '：各组占比不同，说明干预或日志本身会产生程序流量' : ''}`,
  },
  mix: {
    notRun: '没有需要查看构成的列',
    ran: ({ column, distance, p }, status) =>
      status === 'warning'
        ? `实验期间用户的 ${column} 构成发生了变化（${share(distance, 1)} 的用户，p = ${three(p)}）：请看按原构成计算的效应`
        : `用户的 ${column} 构成保持稳定（${share(distance, 1)} 的用户，p = ${three(p)}）`,
  },
  closure: {
    notRun: '没有可追踪转化的日志',
    ran: ({
      sampled,
      labelled,
      closed,
      withoutExposure,
      beforeExposure,
      otherVariant,
      recomputed,
      mismatches,
    }) =>
      `抽取 ${shownCount(sampled)} 次转化，其中 ${shownCount(labelled)} 次带有变体；${shownCount(closed)} 次可追溯到曝光` +
      `（${withoutExposure} 次没有曝光，${beforeExposure} 次早于曝光，${otherVariant} 次属于其他变体）；` +
      `重新计算 ${recomputed} 名用户的结果：${mismatches} 名不同`,
  },
  registration: {
    notRun: '没有给出登记处',
    ran: ({ state, registeredAt }) =>
      ({
        'in-time': `已于 ${registeredAt} 登记，早于首次曝光，配置相同`,
        late: `于 ${registeredAt} 登记，此前已有用户曝光：所得结果只是线索，不是检验`,
        changed: `于 ${registeredAt} 登记的是另一份配置：请给改动后的配置新的版本号`,
        missing: '这个版本的实验从未登记',
      })[state],
  },
};
