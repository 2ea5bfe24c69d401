import { requireShape } from '../base/shape.js';
import type { PlanVerification } from '../campaign/verify/verification.js';
import type { ChurnEvaluation } from '../churn/records.js';
import type { ExperimentResult } from '../experiment/records/records.js';
import type { ModelDecision } from '../monitor/decide/decide.js';
import type { PromotionDecision } from '../monitor/decide/promotion-records.js';
import type { ChartBuilders } from './chart-builders.js';
import type { Picture, RenderOptions } from './charts/render.js';
import type { ChartSpec } from './charts/theme.js';
import type { DecisionWithTexts, PromotionWithTexts } from './decision-texts.js';
import type { EvaluationWithTexts } from './evaluation-texts.js';
import type { ExperimentWithTexts } from './experiment-texts.js';
import type { Language } from './format.js';
import type { ReadingInput } from './reading-facts.js';
import type {
  ClosingInput,
  DriftInput,
  EvaluationInput,
  ExperimentInput,
  ObservedInput,
  ReportFiles,
  ReportOptions,
} from './records.js';
import type { VerificationWithTexts } from './verification-texts.js';

// Each function loads its pages and the renderer (vega, resvg) when it is first called: importing the
// library must stay cheap.

/**
 * The evaluation report of a churn run, with the plan where there is one: `evaluation_report.md`,
 * `evaluation_report.html` (self-contained) and every picture as SVG and PNG, by file name. Writes nothing.
 *
 * @param input evaluation, plan and histogram of the scores
 * @param options language, font, scale, origin and stop signal
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 *
 * @example
 * ```ts
 * import { prepareTable, runChurn, splitSample } from 'winback/churn';
 * import { renderEvaluationReport } from 'winback/report';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 2000 });
 * const columns = { label: 'label_churn_14d', id: 'user_id', date: 'snapshot_date' };
 * const { sample, features, leftOut } = prepareTable(table, columns);
 * const split = splitSample(sample, { testDays: 7, calibrationDays: 7, embargoDays: 0, folds: 5 });
 * const dataset = { source: 'generated', label: columns.label, features, leftOut, split };
 * const { evaluation } = await runChurn(dataset, { models: { candidates: ['logistic'] } });
 * const files = await renderEvaluationReport({ churn: evaluation, plan: null, scores: null }, { language: 'en' });
 * files.has('evaluation_report.html'); // true
 * ```
 */
export async function renderEvaluationReport(
  input: EvaluationInput,
  options?: ReportOptions,
): Promise<ReportFiles> {
  const { renderEvaluationReport: render } = await import('./render.js');
  return render(input, options);
}

/**
 * The report of an experiment: `experiment_report.md`, `experiment_report.html` (self-contained) and its
 * pictures as SVG and PNG, by file name. Writes nothing.
 *
 * @param input result and size curves
 * @param options language, font, scale, origin and stop signal
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 *
 * @example
 * ```ts
 * import { analyzeExperiment, dataFromTable, sizeCurves } from 'winback/experiment';
 * import { renderExperimentReport } from 'winback/report';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 2000 });
 * const result = await analyzeExperiment(await dataFromTable(table, config), config);
 * const files = await renderExperimentReport({ result, sampleSize: sizeCurves(result) }, { language: 'en' });
 * files.has('experiment_report.md'); // true
 * ```
 */
export async function renderExperimentReport(
  input: ExperimentInput,
  options?: ReportOptions,
): Promise<ReportFiles> {
  const { renderExperimentReport: render } = await import('./render.js');
  return render(input, options);
}

/**
 * The report of a comparison with the training rows: `drift_report.md`, `drift_report.html` (self-contained) and its pictures as
 * SVG and PNG, by file name. Writes nothing.
 *
 * @param input the comparison, alarms of the evidence, event names that training did not have
 * @param options language, font, scale, origin and stop signal
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 *
 * @example
 * ```ts
 * import { driftOf, profileOf } from 'winback/monitor';
 * import { renderDriftReport } from 'winback/report';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const profile = await profileOf(table, { columns: [{ name: 'active_days_30', kind: 'numeric' }] });
 * const report = await driftOf(profile, table);
 * const files = await renderDriftReport({ report, alarms: null, unseenEvents: [] }, { language: 'en' });
 * files.has('drift_report.html'); // true
 * ```
 */
export async function renderDriftReport(input: DriftInput, options?: ReportOptions): Promise<ReportFiles> {
  const { renderDriftReport: render } = await import('./render.js');
  return render(input, options);
}

/** The report of a closing. @internal Programs call `runClose` with an output. */
export async function renderClosingReport(
  input: ClosingInput,
  options?: ReportOptions,
): Promise<ReportFiles> {
  const { renderClosingReport: render } = await import('./render.js');
  return render(input, options);
}

/** The report of a campaign without a holdout. @internal Programs call `runObserved` with an output. */
export async function renderObservedReport(
  input: ObservedInput,
  options?: ReportOptions,
): Promise<ReportFiles> {
  const { renderObservedReport: render } = await import('./render.js');
  return render(input, options);
}

/**
 * Draws Vega-Lite charts (those of `chartBuilders` or your own) as SVG and PNG.
 *
 * @param charts specification by name; the pictures have the same names
 * @param options font and scale
 * @throws WinbackError NOT_FOUND or BAD_INPUT for the font, INTERNAL naming a chart that cannot be drawn
 *
 * @example
 * ```ts
 * import { chartBuilders, renderCharts } from 'winback/report';
 *
 * const { rocChart } = await chartBuilders('en');
 * const points = [{ x: 0, y: 0 }, { x: 0.2, y: 0.7 }, { x: 1, y: 1 }];
 * const spec = rocChart([{ name: 'lightgbm', points, auc: 0.75, aucInterval: null }]);
 * const pictures = await renderCharts(new Map([['roc', spec]]));
 * pictures.get('roc')?.svg.startsWith('<svg'); // true
 * ```
 */
export async function renderCharts(
  charts: ReadonlyMap<string, ChartSpec>,
  options?: RenderOptions,
): Promise<Map<string, Picture>> {
  const { renderCharts: render } = await import('./charts/render.js');
  return render(charts, options);
}

/**
 * Starts the thread that draws and has it load the renderer and the packaged font: call it while a model trains, and
 * the report comes that much sooner (about 0.5 s). Never needed, and cheap when repeated.
 *
 * @throws WinbackError NOT_FOUND without the packaged font, INTERNAL when the thread cannot be started
 *
 * @example
 * ```ts
 * import { prepareReports } from 'winback/report';
 *
 * await prepareReports();
 * ```
 */
export async function prepareReports(): Promise<void> {
  const [{ loadRenderer }] = await Promise.all([import('./charts/render.js'), import('./render.js')]);
  await loadRenderer();
}

/**
 * The result of an experiment with the sentence of every code in both languages: `text` of checks, reasons and what
 * cannot be computed, `what` and `why` of the ledger, `label` and `why` of the reference script's figures.
 * summary.json has them.
 * @param result of analyzeExperiment
 * @throws WinbackError BAD_INPUT for what is no result of analyzeExperiment
 *
 * @example
 * ```ts
 * import { analyzeExperiment, dataFromTable } from 'winback/experiment';
 * import { experimentTexts } from 'winback/report';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 2000 });
 * const result = await analyzeExperiment(await dataFromTable(table, config), config);
 * const { reasons } = await experimentTexts(result);
 * reasons.every(({ text }) => text.zh !== '' && text.en !== ''); // true
 * ```
 */
export async function experimentTexts(result: ExperimentResult): Promise<ExperimentWithTexts> {
  requireShape(result, 'result', {
    checks: 'list',
    reasons: 'list',
    ledger: 'list',
    notComputable: 'list',
  });
  const { withTexts } = await import('./experiment-texts.js');
  return withTexts(result);
}

/**
 * The evaluation of a churn run with the sentence of every code in both languages, as `text`: why columns were left out,
 * what was noticed about them, what features mean, why no threshold is certified. summary.json has them.
 * @param evaluation of runChurn
 *
 * @example
 * ```ts
 * import { prepareTable, runChurn, splitSample } from 'winback/churn';
 * import { evaluationTexts } from 'winback/report';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1500 });
 * const columns = { label: 'label_churn_14d', id: 'user_id', date: 'snapshot_date', drop: ['device'] };
 * const { sample, features, leftOut } = prepareTable(table, columns);
 * const split = splitSample(sample, { testDays: 7, calibrationDays: 7, embargoDays: 0, folds: 5 });
 * const dataset = { source: 'generated', label: columns.label, features, leftOut, split };
 * const { evaluation } = await runChurn(dataset, { models: { candidates: ['logistic'] } });
 * const { data } = await evaluationTexts(evaluation);
 * data.leftOut[0]?.reason.text.en; // dropped by the configuration
 * ```
 * @throws WinbackError BAD_INPUT for what is no evaluation of runChurn
 */
export async function evaluationTexts(evaluation: ChurnEvaluation): Promise<EvaluationWithTexts> {
  requireShape(evaluation, 'evaluation', { data: 'object', threshold: 'object' });
  requireShape(evaluation.data, 'evaluation.data', { features: 'list', leftOut: 'list' });
  const { withEvaluationTexts } = await import('./evaluation-texts.js');
  return withEvaluationTexts(evaluation);
}

/**
 * A decision about the model in use with the sentence of its action and of every reason, in both languages.
 * @param decision of decideModel
 *
 * @example
 * ```ts
 * import { decideModel } from 'winback/monitor';
 * import { decisionTexts } from 'winback/report';
 *
 * const counts = { scored: 0, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 };
 * const reason = { code: 'immature', values: { rows: 900 } } as const;
 * const facts = { ageDays: 31, storedAuc: 0.89, featureVersion: 'a', dataFaults: [], drift: [], previous: null };
 * const decision = decideModel({ ...facts, matured: { state: 'not-evaluable', reason, counts } });
 * (await decisionTexts(decision)).text.en; // a challenger is trained
 * ```
 * @throws WinbackError BAD_INPUT for what is no decision of decideModel
 */
export async function decisionTexts(decision: ModelDecision): Promise<DecisionWithTexts> {
  requireShape(decision, 'decision', { action: 'text', reasons: 'list' });
  const { withDecisionTexts } = await import('./decision-texts.js');
  return withDecisionTexts(decision);
}

/**
 * A decision about a challenger with the sentence of its action and of every condition, in both languages.
 * @param decision of decidePromotion
 *
 * @example
 * ```ts
 * import { decidePromotion } from 'winback/monitor';
 * import { promotionTexts } from 'winback/report';
 *
 * const made = { trainedTo: '2026-01-01', horizonDays: 14, testAuc: 0.88, certifiedPrecision: 0.65 };
 * const decision = decidePromotion({ comparison: null, ...made, leaks: [], verified: true, accepted: false });
 * (await promotionTexts(decision)).text.en; // the model in use stays
 * ```
 * @throws WinbackError BAD_INPUT for what is no decision of decidePromotion
 */
export async function promotionTexts(decision: PromotionDecision): Promise<PromotionWithTexts> {
  requireShape(decision, 'decision', { action: 'text', checks: 'list' });
  const { withPromotionTexts } = await import('./decision-texts.js');
  return withPromotionTexts(decision);
}

/**
 * A verification of a plan with the sentences of every check in both languages: `what` was looked at, what was `found`.
 * `winback plan verify --json` has them.
 * @param verification of verifyPlan
 * @throws WinbackError BAD_INPUT for what is no result of verifyPlan
 *
 * @example
 * ```ts
 * import { verifyPlan } from 'winback/campaign';
 * import { verificationTexts } from 'winback/report';
 *
 * const { checks } = await verificationTexts(await verifyPlan('out', 'out/scores.csv'));
 * checks[0]?.what.en; // plan.json is as written
 * checks[0]?.what.zh; // plan.json 未被改动
 * ```
 */
export async function verificationTexts(verification: PlanVerification): Promise<VerificationWithTexts> {
  requireShape(verification, 'verification', { checks: 'list' });
  const { withVerificationTexts } = await import('./verification-texts.js');
  return withVerificationTexts(verification);
}

/**
 * A line for everything that reading an event log left out or could not use, for a terminal; none where all was read.
 * @param input what was read of log and attributes
 * @param language of the lines
 * @throws WinbackError BAD_INPUT for what is no record of a log
 *
 * @example
 * ```ts
 * import { churnConfig, readConfig } from 'winback/churn';
 * import { buildSnapshots } from 'winback/features';
 * import { readingLines } from 'winback/report';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * if (config.kind !== 'events') throw new Error('features are built from events');
 * const { report } = await buildSnapshots(config, { root: 'out/data' });
 * const lines = await readingLines({ log: report.log, attributes: report.attributes }, 'en');
 * lines.every((line) => line.includes(': ')); // true
 * ```
 */
export async function readingLines(input: ReadingInput, language: Language): Promise<readonly string[]> {
  const { readingLines: lines } = await import('./reading-lines.js');
  return lines(input, language);
}

/**
 * The charts of the reports, worded in a language: each function takes plain data and gives a Vega-Lite specification.
 *
 * @param language of titles and labels
 * @throws WinbackError BAD_INPUT for a language that is neither `zh` nor `en`
 *
 * @example
 * ```ts
 * import { chartBuilders } from 'winback/report';
 *
 * const { confusionChart } = await chartBuilders('zh');
 * const counts = { truePositives: 70, falsePositives: 30, trueNegatives: 850, falseNegatives: 50 };
 * const chart = confusionChart({ ...counts, threshold: 0.4 });
 * 'layer' in chart; // true
 * ```
 */
export async function chartBuilders(language: Language): Promise<ChartBuilders> {
  const { loadChartBuilders } = await import('./chart-builders.js');
  return loadChartBuilders(language);
}
