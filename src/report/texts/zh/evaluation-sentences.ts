import type { EvaluationSentences } from '../sentences.js';

/** What the records of an evaluation say. */
export const evaluationSentences: EvaluationSentences = {
  leftOut: {
    dropped: () => '配置要求去除',
    'named-like-truth': () => '列名像真实概率；如果不是，请写进 `features`',
    'named-like-label': () => '列名像另一观察期的标签',
    'earlier-score': () => '早先模型的评分；如果要用于训练，请写进 `features`',
    date: () => '日期不能作为特征',
    'all-missing': () => '所有值都缺失',
    constant: () => '所有行的值都相同',
    identifier: ({ distinct, rows }) => `${rows} 行中有 ${distinct} 个不同的文本，应为标识符`,
    'log-lacks': ({ missing }) =>
      `日志缺少: ${missing.map((need) => (typeof need === 'string' ? need : need.join(' 或 '))).join(', ')}`,
  },
  uncertified: {
    'none-reached': ({ floor }) => `即使在用来寻找阈值的数据上，也没有阈值达到 ${floor} 的精确率`,
    'too-little-evidence': ({ floor, users, selected, left }) =>
      `在 ${users} 名留出用户中，最有希望的阈值选出 ${selected} 人，其中 ${left} 人流失，不足以证明 ${floor} 的精确率`,
    'in-words': ({ text }) => text,
  },
  columns: {
    'missing-marks': ({ column, rows, of, examples }) =>
      `列“${column}”：${of} 个值中有 ${rows} 个（${quoted(examples)}）按缺失的数值读取`,
    'mostly-numbers': ({ column, rows, of, examples }) =>
      `列“${column}”：${of} 个值中有 ${rows} 个是数字，其余不是（${quoted(examples)}），整列按类别名称读取；请写进 \`numeric\` 或 \`categorical\``,
    'written-numbers': ({ column, rows, of, examples }) =>
      `列“${column}”：${of} 个值中有 ${rows} 个是带分隔符或货币符号的数字（${quoted(examples)}），整列按类别名称读取；请写成不带符号的数字，例如 1853.00`,
    'all-numbers': ({ column, of }) =>
      `列“${column}”：全部 ${of} 个值都是数字，但文件中以文本存放，整列按类别名称读取；请写进 \`numeric\` 或 \`categorical\``,
    infinite: ({ column, rows, of, examples }) =>
      `列“${column}”：${of} 个值中有 ${rows} 个是无穷大，首个在第 ${examples[0]} 行`,
  },
};

function quoted(examples: readonly string[]): string {
  return examples.map((text) => JSON.stringify(text)).join('、');
}
