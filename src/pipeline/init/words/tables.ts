import type { Word } from './words.js';

export const labelWords: readonly Word[] = [
  [
    /^(is |has )?(churn|churned|churner|attrited|attrition|exited|left|lapsed|lost)( (flag|label|status|value|14d|30d|60d|90d|next month))?$/,
    1,
  ],
  [/^(label|target|outcome|y|class)( .*)?$/, 0.9],
  [/^(label|target|is|will|has)? ?churn/, 0.9],
  [/^(是否)?(流失|离网|流失标签|流失标志|标签|已流失)(标签|标志|用户)?$/, 1],
  [/^是否流失|流失标/, 1],
];
/** Values of a label that mean that a user left, as a prepared table knows them. */
export const leftValues =
  /^(1|true|yes|y|是|流失|已流失|churn|churned|left|attrited( customer)?|exited|lost)$/i;
export const knownLeft = /^(1|true|yes)$/i;
export const variantWords: readonly Word[] = [
  [
    /^(variant|variation|arm|treatment|treated|experiment group|test group|ab group|group|bucket|cell|exp group|experiment|ab|assignment)( (id|name))?$/,
    1,
  ],
  [/^(segment|campaign|condition|version|cohort)$/, 0.6],
  [/^(实验组|分组|组别|实验分组|版本|实验版本|对照组|测试组|方案|桶)(名|名称|编号)?$/, 1],
];
export const controlWords =
  /^(control|ctrl|baseline|holdout|placebo|a|0|no[ _-].*|none|false|original|对照组?|空白组?|原版|不发券?|无)$/i;
export const outcomeWords: readonly Word[] = [
  [
    /^(conversion|converted|convert|visit|visited|spend|spent|revenue|purchase|purchased|purchases|click|clicked|clicks|order|orders|returned|retained|retention|churned|outcome|response|responded|amount|gmv|paid|pay|sales|value|subscribed|signup|signed up|opened|sessions|logins|active days)( \d+d?)?$/,
    1,
  ],
  [
    /^(是否)?(转化|付费|购买|下单|点击|访问|留存|回访|流失)|^(金额|消费|收入|销售额|付费金额|订单数|访问次数|登录天数|支付金额)/,
    1,
  ],
];
/** Names of the column with the day of a row. */
export const dateWords = /date|day|month|dt|日期|快照|月/;
export const idWords = /\bid\b|编号/;
/** Names of what was known before an experiment. */
export const beforeWords = /\b(history|pre|before|prior|baseline|recency|past|previous)\b|实验前|历史/;
