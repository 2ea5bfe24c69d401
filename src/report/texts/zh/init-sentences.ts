import { count, percent } from '../../format.js';
import type { GuessReasonValues, ProblemValues, RoleReasonValues } from '../init-values.js';
import type { Sentences } from '../sentences.js';

export const guesses: Sentences<GuessReasonValues> = {
  named: ({ column }) => `列名“${column}”符合`,
  given: ({ flag }) => `由 ${flag} 指定`,
  preset: ({ preset }) => `由预设 ${preset} 给出`,
  returns: ({ values, perValue, days }) =>
    `共 ${count(values)} 个不同的值，平均每个 ${perValue.toFixed(1)} 行、出现在 ${days.toFixed(1)} 天`,
  times: ({ form }) => `值是时间（${form}）`,
  eventNames: ({ share, names }) => `其中 ${count(names)} 个值是已知的事件名，占 ${percent(share)} 的行`,
  decimals: ({ share }) => `${percent(share)} 的值带小数`,
  onPayments: ({ share }) => `${percent(share)} 的付款事件有此值`,
  onEvents: ({ share }) => `只出现在用到它的事件上（其中 ${percent(share)} 有值）`,
  product: ({ quantity, price }) => `数量（“${quantity}”）乘以单价（“${price}”）`,
  checksOut: ({ quantity, price, share }) => `${percent(share)} 的行中等于“${quantity}”乘以“${price}”`,
  unique: ({ share }) => `${percent(share)} 的值互不相同`,
  oneUser: ({ share }) => `${percent(share)} 的值只属于一个用户`,
  oneMoment: ({ share }) => `重复出现的值中 ${percent(share)} 属于同一时刻`,
  splits: ({ columns, column }) =>
    `它的值决定了哪些行有${columns === 1 ? `“${column}”` : ` ${count(columns)} 列的值，例如“${column}”`}`,
  fewValues: ({ values }) => `只有 ${count(values)} 个不同的值`,
  none: () => '没有合适的列',
  zoneWritten: ({ zone }) => `所有时间都带有 ${zone}`,
  quietHours: ({ from, to, zone }) => `UTC ${from} 至 ${to} 点活动最少，若为夜间则约在 ${zone}`,
  noZone: () => '时间不带时区：按文件中时钟显示的日期计算',
  chineseNights: ({ from, to }) => `文本为中文，且 UTC ${from} 至 ${to} 点（中国的夜间）活动最少`,
  noNight: () => '时间是绝对时刻，没有明显的安静时段，无法判断用户所在地',
};

export const eventRoles: Sentences<RoleReasonValues> = {
  preset: ({ preset }) => `由预设 ${preset} 给出`,
  word: ({ word }) => `名称含有“${word}”`,
  amounts: ({ share }) => `${percent(share)} 的行有金额`,
  negativeAmounts: ({ share }) => `${percent(share)} 的行金额为负`,
  takesBack: ({ share }) => `名称表示退回，且 ${percent(share)} 的行有金额`,
  otherSign: () => '没有已知的其他角色：视为活跃',
  byOthers: () => '付款由其他事件表示',
  ends: () => '不是用户的行为，或本身就是流失：略去',
  noUsers: () => '没有一行带有用户',
};

const joinWays = {
  zeros: '去掉前导零后',
  case: '统一为小写后',
  blanks: '去掉空格后',
  none: '',
} as const;

export const findings: Sentences<ProblemValues> = {
  missingUser: (v) => `${count(v.rows)} 行（${percent(v.share)}）没有用户，将被略去`,
  missingTime: (v) => `${count(v.rows)} 行（${percent(v.share)}）没有时间，将被略去`,
  unreadableTime: (v) => `${count(v.rows)} 行（${percent(v.share)}）的“${v.column}”无法识别为时间，将被略去`,
  unreadableAmount: (v) => `${count(v.rows)} 行（${percent(v.share)}）的“${v.column}”无法识别为数值`,
  repeatedId: (v) => `${count(v.rows)} 行的“${v.column}”与前面重复，将被略去`,
  usersByCase: (v) =>
    `${count(v.users)} 个编号有仅大小写不同的写法，例如 ${v.left} 与 ${v.right}：每种写法各算一个用户`,
  placeholderUsers: (v) => `${count(v.rows)} 行的用户表示“无用户”：${v.names}`,
  severalCurrencies: (v) => `“${v.column}”有多种货币（${v.names}）：金额会直接相加；请在文件中只保留一种货币`,
  minorUnits: (v) => `“${v.column}”似乎以分为单位：金额按元读取；请在导出时除以 100`,
  dayOrMonth: (v) => `“${v.column}”：'${v.example}' 可能是日在前，也可能是月在前`,
  mixedOrder: (v) => `“${v.column}”既有日在前、也有月在前的日期`,
  ambiguousAmount: (v) => `实付金额可能是 ${v.names}`,
  outside: (v) => `${count(v.rows)} 行的时间（${v.from} 至 ${v.to}）远离其他数据：日志的范围不计这些行`,
  attributesTwice: (v) =>
    `有 ${v.users} 个用户的属性有多行且内容不同（“${v.column}”，例如 '${v.example}'），\`winback churn\` 会拒绝：每个用户只留一行，或加一列写明每行从哪天起有效`,
  tooShort: (v) =>
    `日志只有 ${count(v.days)} 个完整的日子，最短的窗口（观察 7 天、预测 3 天）也需要 ${count(v.needed)} 天：请导出更长的时间段`,
  windowsFit: (v) =>
    `日志有 ${count(v.days)} 个完整的日子：适合观察 ${v.observation} 天、预测 ${v.horizon} 天；30 天与 14 天的窗口需要 ${count(v.neededFor30)} 天`,
  unmappedEvents: (v) => `${count(v.rows)} 行的事件被略去：${v.names}`,
  amountsElsewhere: (v) =>
    `${count(v.rows)} 行的事件有金额，但视为活跃而非付款：${v.names}；若是付款，请在配置中移到 roles.payment 之下`,
  noPayments: () => '没有金额列：价值与计划都没有金额',
  repeatedTotal: (v) =>
    `${percent(v.share)} 的情况下，同一“${v.order}”的各行“${v.column}”相同：它是否是订单总额的重复？若是，金额会被重复计算`,
  noJoin: (v) =>
    v.how === 'none'
      ? `日志的 ${count(v.users)} 个用户中有 ${count(v.joined)} 个有属性；日志中的编号如 '${v.left}'，属性中如 '${v.right}'`
      : `日志的 ${count(v.users)} 个用户中有 ${count(v.joined)} 个有属性，${joinWays[v.how]}会有 ${count(v.would)} 个：日志中为 '${v.left}'，属性中为 '${v.right}'；请统一编号的写法`,
  leftOutColumns: (v) => `嵌套列中还有 ${count(v.columns)} 个值没有查看`,
  zoneUnknown: (v) =>
    v.zone === null
      ? '时间是绝对时刻，无法判断用户所在的时区：日期按 UTC 计算；若不对，请设置 events.timeZone 或使用 --time-zone'
      : `日期按 UTC 计算；安静时段约符合 ${v.zone}：请设置 events.timeZone 或使用 --time-zone`,
  idsLookPersonal: (v) =>
    `用户以${v.kind === 'email' ? '邮箱' : '手机号'}（“${v.column}”）标识：名单中会出现它们`,
};
