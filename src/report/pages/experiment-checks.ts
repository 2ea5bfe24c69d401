import type { ExperimentResult } from '../../experiment/records/records.js';
import { type Block, code, heading, type Inline, paragraph, strong, table } from '../document.js';
import { checkSentence } from '../experiment-sentences.js';
import { count, decimal, missing, percent, pRelation, pValue, significant, typographic } from '../format.js';
import { wordOf } from '../names.js';
import type { Texts } from '../texts/index.js';

/** All validity checks, passed ones too, with the traffic split and the A/A runs. */
export function checksSection(result: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.checks;
  const rows = result.checks.map((check): Inline[] => [
    wordOf(t.names, check.code),
    check.status === 'failed' ? strong(t.statuses[check.status]) : t.statuses[check.status],
    typographic(checkSentence(check, texts)),
  ]);
  return [
    heading(t.heading),
    ...(rows.length === 0 ? [] : [table([t.check, t.status, t.finding], rows, 3)]),
    ...split(result, texts),
    ...splitChecks(result, texts),
  ];
}

function split({ srm }: ExperimentResult, texts: Texts): Block[] {
  const t = texts.experiment.checks;
  const rows = srm.arms.map((arm): Inline[] => [
    code(arm.variant),
    count(arm.users),
    arm.expected === null ? missing : decimal(arm.expected, 1),
  ]);
  const { p } = srm;
  return [
    heading(t.srm, 3),
    paragraph(
      p === null
        ? t.srmUnknown
        : t.srmText(wordOf(t.srmMethods, srm.method), pRelation(p), significant(srm.threshold, 1)),
    ),
    table([t.arm, t.users, t.expected], rows),
  ];
}

function splitChecks(result: ExperimentResult, texts: Texts): Block[] {
  if (result.splitChecks.length === 0) return [];
  const t = texts.experiment.checks;
  const rows = result.splitChecks.map((run): Inline[] => [
    code(run.metric),
    count(run.runs),
    percent(run.alpha),
    `${percent(run.falsePositiveRate, 2)} ± ${percent(run.standardError, 2)}`,
    percent(run.limit, 2),
    pValue(run.uniformityP),
    run.passed ? texts.passed : strong(texts.failed),
  ]);
  const head = [texts.experiment.metrics.metric, t.runs, t.nominal, t.rate, t.limit, t.uniformity, t.status];
  return [heading(t.aa, 3), paragraph(t.aaRule), table(head, rows, 1, [6])];
}
