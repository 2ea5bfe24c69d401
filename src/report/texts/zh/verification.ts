import { yuanText, yuanTextOfMicro } from '../../../base/money.js';
import type { LineFaultValues } from '../../../campaign/verify/verification.js';
import { messageText } from '../../error-text.js';
import { type Sentences, told, type VerificationSentences } from '../sentences.js';

const lineFaults: Sentences<LineFaultValues> = {
  'unknown-action': ({ action }) => `未知的动作 ${action}`,
  value: ({ column, listed, due }) => `${column} 为 ${listed}，应为 ${due}`,
  excluded: () => '该用户被策略排除',
  'not-allowed': ({ action }) => `不允许动作 ${action}`,
};

const money = ({ microYuan }: { readonly microYuan: string }): string =>
  `${yuanTextOfMicro(BigInt(microYuan))} 元`;

/** What the verification of a plan looks at, and what it finds. */
export const verification: VerificationSentences = {
  'plan-as-written': { what: () => 'plan.json 未被改动', found: () => 'plan.json 的摘要' },
  'file-as-written': {
    what: ({ file }) => `${file} 未被改动`,
    found: ({ sha256, error }) => (error === null ? `sha256 ${sha256}` : messageText(error, 'zh')),
  },
  recomputable: { what: () => '计划可以重算', found: ({ error }) => messageText(error, 'zh') },
  'listed-once': { what: ({ file }) => `${file}：每个用户只列一次`, found: ({ lines }) => `${lines} 行` },
  'listed-known': {
    what: ({ file }) => `${file}：名单中的用户都在评分文件中`,
    found: ({ known, lines }) => `${lines} 行中有 ${known} 行`,
  },
  'lines-follow': {
    what: ({ file }) => `${file}：每行都与输入一致`,
    found: ({ lines, wrong }) =>
      wrong === null ? `${lines} 行` : `第 ${wrong.line} 行：${told(lineFaults, wrong.fault)}`,
  },
  'same-actions': {
    what: ({ file }) => `${file}：动作与 CSV 名单相同`,
    found: ({ users }) => `${users} 名用户`,
  },
  spent: { what: () => '花费', found: ({ fen }) => `${yuanText(BigInt(fen))} 元` },
  'expected-profit': { what: () => '预期利润', found: money },
  limit: {
    what: ({ name }) => `限制 ${name}`,
    found: ({ used, bound, limit }) => `已用 ${used}，${bound === 'max' ? '上限' : '下限'} ${limit}`,
  },
  'greedy-rule': { what: () => '名单符合贪心规则', found: () => '已重算' },
  'plan-value': { what: ({ key }) => `plan.json：${key}`, found: () => '与由输入算得的值不同' },
  'fallback-revenue': {
    what: () => '无收入用户的假定收入',
    found: ({ yuan }) => (yuan === null ? '无' : `${yuan} 元`),
  },
  prices: { what: () => '价格均不为负', found: ({ prices }) => `${prices} 个价格` },
  'lagrangian-bound': { what: () => '拉格朗日上界', found: money },
  'bounds-in-order': { what: () => '利润 ≤ 上界 ≤ 拉格朗日上界', found: money },
  'no-better-plan': {
    what: () => '没有计划的利润高于上界',
    found: (best) => `最优计划的利润为 ${money(best)}`,
  },
  'no-better-plan-unproved': {
    what: () => '没有计划的利润高于上界',
    found: (distance) => `未重复证明；拉格朗日上界比计划高 ${money(distance)}`,
  },
};
