import type { NotComputableValues } from '../../../experiment/records/not-computable.js';
import { messageText } from '../../error-text.js';
import type { Sentences } from '../sentences.js';

const where = ({ variant, stratum }: NotComputableValues['no-users']): string =>
  stratum === undefined ? `${variant} 组` : `${variant} 组的分层“${stratum}”`;

export const notComputable: Sentences<NotComputableValues> = {
  'no-users': (values) => `${where(values)}没有用户`,
  'too-few-users': (values) => `${where(values)}只有 ${values.users} 名用户，至少需要 2 名`,
  'too-few-rows': ({ variant, rows, quantile }) =>
    `${variant} 组的 ${rows} 行不足以给出 ${quantile} 分位数的区间`,
  'no-rows': () => '分位数需要逐用户的数据行，这里没有',
  'no-events': () => '两组所有用户的值都是 0',
  constant: ({ control, treatment }) =>
    `每组内所有用户的值相同（对照组 ${control}，实验组 ${treatment}），没有离散可供检验`,
  'constant-unit': ({ metric }) => `对照组的 ${metric} 没有离散或均值为 0，不能作为 OEC 的单位`,
  explained: () => '协变量或分层完全解释了指标，没有剩余的离散可供检验',
  'zero-denominator': ({ variant }) => `${variant} 组的分母均值为 0`,
  'tied-quantile': ({ value }) => `两组在分位数处都有大量相同的值（${value}），按用户聚类的行给不出误差`,
  'zero-control': () => '对照值为 0，相对界值没有意义',
  failed: ({ message }) => `输入被拒绝（${messageText(message, 'zh')}）`,
};
