import { alerts } from './en/alerts.js';
import { charts } from './en/charts.js';
import { churn } from './en/churn.js';
import { closeChecks, closing } from './en/closing.js';
import { columns } from './en/columns.js';
import { commands } from './en/commands.js';
import { dailyFacts } from './en/daily-facts.js';
import { decisions } from './en/decisions.js';
import { drift } from './en/drift.js';
import { evaluationSentences } from './en/evaluation-sentences.js';
import { experiment } from './en/experiment.js';
import { experimentChecks } from './en/experiment-checks.js';
import { experimentLedger } from './en/experiment-ledger.js';
import { experimentReasons, pLabel } from './en/experiment-reasons.js';
import { explain } from './en/explain.js';
import { features } from './en/features.js';
import { files } from './en/files.js';
import { init } from './en/init.js';
import { eventRoles, findings, guesses } from './en/init-sentences.js';
import { actions, tiers } from './en/names.js';
import { notComputable } from './en/not-computable.js';
import { plan } from './en/plan.js';
import { progress } from './en/progress.js';
import { reading } from './en/reading.js';
import { reasonWords } from './en/reason-words.js';
import { referenceRows } from './en/reference-rows.js';
import { terminal } from './en/terminal.js';
import { verification } from './en/verification.js';

export const en = {
  language: 'en',
  alerts,
  dailyFacts,
  yes: 'yes',
  no: 'no',
  and: ', ',
  comma: ', ',
  semicolon: '; ',
  pLabel,
  colon: ': ',
  passed: 'passed',
  failed: 'failed',
  interval95: '95% interval',
  tiers,
  actions,
  page: { contents: 'Contents', sideways: 'Scroll sideways to see every column \u2192' },
  origin: {
    createdAt: 'Created',
    utc: (time: string) => `${time} UTC`,
    data: 'Data from',
    period: (from: string, to: string) => `${from} to ${to}`,
    config: 'Configuration',
    model: 'Model digest',
    version: 'winback version',
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
} as const;
