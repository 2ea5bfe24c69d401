import { decimal, pValue } from '../../format.js';
import type { Texts } from '../index.js';
import type { CloseCheckSentences } from '../sentences.js';

/** 收尾检查看什么，发现什么。 */
export const closeChecks: CloseCheckSentences = {
  digests: {
    what: ({ campaign }) => `${campaign}：计划与名单与写出时一致`,
    found: ({ wrong }) => (wrong.length === 0 ? '所有摘要一致' : `已被改动：${wrong.join('、')}`),
  },
  holdout: {
    what: ({ campaign }) => `${campaign}：留出的用户由种子与 id 决定`,
    found: ({ checked, wrong }) => `${checked} 名用户中 ${wrong} 名不符`,
  },
  'sample-ratio': {
    what: () => '触达人数与概率相符',
    found: ({ contacted, expected, p }) => `触达 ${contacted}，期望 ${decimal(expected, 1)}，p ${pValue(p)}`,
  },
  outcomes: {
    what: () => '每个计划内的用户都有结果',
    found: ({ contactedMissing, heldMissing, countedAsLeft, unknown }) =>
      `没有结果：触达 ${contactedMissing} 名、留出 ${heldMissing} 名，其中 ${countedAsLeft} 名按流失计；结果中有 ${unknown} 名用户不在计划里`,
  },
  'windows-closed': {
    what: () => '每个结果的窗口都已结束',
    found: ({ open }) => (open === null ? '结果中没有说明' : `${open} 名尚未结束，已排除`),
  },
  'enough-held': {
    what: () => '留出的用户足够给出区间',
    found: ({ held, least }) => `留出 ${held} 名，至少需要 ${least} 名`,
  },
  compliance: {
    what: () => '送达了多少消息',
    found: ({ contacted, delivered, refused, unknown }) =>
      delivered === null
        ? '结果中没有说明'
        : `${contacted} 名中送达 ${delivered} 名${refused === undefined ? '' : `（据发件箱：未发出或退回 ${refused} 名，不明 ${unknown} 名）`}；所有用户仍按计划计入`,
  },
  'contacted-elsewhere': {
    what: () => '其他团队对两边的触达相同',
    found: ({ held, contacted, p }) =>
      held === null ? '结果中没有说明' : `留出者 ${held} 名，被触达者 ${contacted} 名，p ${pValue(p)}`,
  },
  overlap: {
    what: () => '参与多个活动的用户',
    found: ({ users, heldAndContacted }) =>
      `${users} 名，其中 ${heldAndContacted} 名在一个活动中留出、在另一个中被触达`,
  },
  refunds: {
    what: () => '窗口之后的退款',
    found: ({ users, yuan }) =>
      yuan === null ? '结果中没有说明' : `${users} 名用户共 ${yuan} 元；未从收入中扣除`,
  },
};

/** 收尾的报告与终端文字。 */
export const closing: Texts['closing'] = {
  title: '活动带来了什么',
  subtitle: (contacted, held) => `触达 ${contacted} 名用户，留出 ${held} 名`,
  summary: '摘要',
  brought: (value, ends) => `触达带来利润 ${value}（95% 区间 ${ends}）。`,
  claimed: (claimed, ratio) => `计划宣称 ${claimed}：${ratio}。`,
  ratio: (value, ends) => `是实际的 ${value} 倍（${ends}）`,
  noRatio: '实际利润的区间包含 0，无法给出倍数',
  unbounded: '无上限',
  proven: (low) => `以 95% 的把握，触达至少带来 ${low}。`,
  harmful: '触达的花费高于其带来的收益。',
  unproven: '尚未证明触达带来的收益高于花费。',
  failed: '有检查未通过：以下数字可能是错的。',
  checks: '检查',
  check: '检查项',
  found: '发现',
  state: '状态',
  states: { passed: '通过', failed: '未通过', noted: '已注明', skipped: '未知' },
  money: '金额',
  measure: '指标',
  value: '数值',
  ends: '95% 区间',
  incremental: '因触达而得的利润',
  realised: '因触达而得的实际收入减去成本',
  means: '同一利润，按均值之差',
  perYuan: '每花一元的利润',
  spent: '花费',
  costs: { booked: '按入账', planned: '按计划：结果中没有成本列' },
  claim: '计划宣称',
  stayed: '因触达而留存',
  byAction: '按动作',
  byTier: '按风险层',
  byCampaign: '按活动',
  name: '部分',
  contacted: '触达',
  held: '留出',
  partsText: '每个区间只针对其自身部分：二十个没有效果的部分中，大约会有一个看似有效果。',
  rates: '下一个计划的召回率',
  ratesText:
    '将流失者中被挽回的比例。测得的比例向同类的层与动作的共同值收缩。未证明能留住任何人的付费动作取 0。',
  tier: '风险层',
  action: '动作',
  assumed: '假设',
  measured: '测得（误差）',
  next: '下一个计划（误差）',
  source: '来源',
  sources: {
    shrunk: '测得，并向同类收缩',
    raw: '测得；单元太少，无法收缩',
    alike: '未测；取同类的共同值',
    scaled: '未测；按同类的比例缩放假设值',
    'not-shown': '未证明有效果',
    assumed: '假设；没有任何依据',
  },
  widths: '下次该留出多少',
  widthsText: '以同样多的计划用户计。利润区间的一半，以及留出用户本会带来的利润。',
  share: '留出比例',
  halfWidth: '半宽',
  forgone: '放弃的利润',
  limits: '这些数字是什么',
  limitItems: [
    '每个计划内的用户都按计划计入，无论消息是否送达。',
    '利润是因触达而留存者的价值（按计划事先知道的价值）减去入账的花费。',
    '比较对象是被留出而未触达的用户，按计划记录的概率。',
    '窗口之后发生的事不计入。',
  ],
  balance: {
    title: '被触达者与其他用户有多相似',
    subtitle: '标准化差；浅色 = 之前，深色 = 匹配后',
  },
  chart: { effects: '宣称与实际，按动作', subtitle: '元；点 = 实际及 95% 区间，竖线 = 宣称', all: '全部' },
  width: (share, half, forgone) => `留出 ${share} %：利润的误差为 ± ${half} 元，放弃 ${forgone} 元`,
  leastShare: (share) => `留出 ${share} % 已足够`,
  noShare: '对这么多用户，任何比例都不够',
  observed: {
    title: '没有留出组的活动看似带来了什么',
    notProven: '未经随机留出组证明：被触达的用户与其他用户在任何列都不知道的方面有所不同。',
    effects: '每名被触达用户的效果',
    method: '方法',
    matching: '匹配的用户',
    weighting: '双重稳健，估计的概率',
    stayed: '留存',
    profit: '收入减去成本，元',
    total: (value, ends) => `全部触达合计：${value}（95% 区间 ${ends}），前提是这些列包含一切有关的因素。`,
    balance: '两组有多相似',
    balanceText: '均值的标准化差，被触达者减去其他；通常小于 0.1 视为相似。',
    covariate: '列',
    before: '之前',
    after: '匹配后',
    overlap: '是否有可比较的人',
    matched: (matched, contacted) => `${contacted} 名被触达用户中 ${matched} 名有匹配。`,
    inside: (share) => `被触达者中 ${share} 落在其他用户的得分范围内。`,
    counted: (missing, repeated) => `${missing} 名被触达用户没有结果，已排除；${repeated} 次触达是重复的。`,
    codes: {
      balance: '匹配的用户相似（最大差）',
      matched: '被触达用户有匹配（比例）',
      outcomes: '每名被触达用户都有结果（缺失）',
    },
    written: (folder) => `已写入 ${folder}：closing_report.md、closing_report.html、summary.json`,
  },
  written: (folder) => `已写入 ${folder}：closing_report.md、closing_report.html、summary.json`,
  ratesWritten: (file) => `下一个计划的召回率：${file}`,
};
