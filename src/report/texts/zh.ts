import type { Texts } from './index.js';
import { alerts } from './zh/alerts.js';
import { charts } from './zh/charts.js';
import { churn } from './zh/churn.js';
import { closeChecks, closing } from './zh/closing.js';
import { columns } from './zh/columns.js';
import { commands } from './zh/commands.js';
import { dailyFacts } from './zh/daily-facts.js';
import { decisions } from './zh/decisions.js';
import { drift } from './zh/drift.js';
import { evaluationSentences } from './zh/evaluation-sentences.js';
import { experiment } from './zh/experiment.js';
import { experimentChecks } from './zh/experiment-checks.js';
import { experimentLedger } from './zh/experiment-ledger.js';
import { experimentReasons, pLabel } from './zh/experiment-reasons.js';
import { explain } from './zh/explain.js';
import { features } from './zh/features.js';
import { files } from './zh/files.js';
import { init } from './zh/init.js';
import { eventRoles, findings, guesses } from './zh/init-sentences.js';
import { actions, tiers } from './zh/names.js';
import { notComputable } from './zh/not-computable.js';
import { plan } from './zh/plan.js';
import { progress } from './zh/progress.js';
import { reading } from './zh/reading.js';
import { reasonWords } from './zh/reason-words.js';
import { referenceRows } from './zh/reference-rows.js';
import { terminal } from './zh/terminal.js';
import { verification } from './zh/verification.js';

export const zh: Texts = {
  language: 'zh',
  alerts,
  dailyFacts,
  yes: '是',
  no: '否',
  and: '、',
  comma: '，',
  semicolon: '；',
  pLabel,
  colon: '：',
  passed: '通过',
  failed: '未通过',
  interval95: '95% 区间',
  tiers,
  actions,
  page: { contents: '目录', sideways: '左右滑动查看所有列 \u2192' },
  origin: {
    createdAt: '生成时间',
    utc: (time) => `${time}（UTC）`,
    data: '数据时间',
    period: (from, to) => `${from} 至 ${to}`,
    config: '配置',
    model: '模型摘要',
    version: 'winback 版本',
  },
  charts,
  churn,
  closing,
  columns,
  plan,
  reading,
  reasonWords,
  experiment,
  features,
  files,
  commands,
  progress,
  init,
  terminal,
  decisions,
  drift,
  sentences: {
    ...evaluationSentences,
    explain,
    verification,
    closeChecks,
    checks: experimentChecks,
    reasons: experimentReasons,
    ledger: experimentLedger,
    notComputable,
    reference: referenceRows,
    guesses,
    eventRoles,
    findings,
  },
};
