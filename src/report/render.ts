import type { Complete } from '../base/complete.js';
import {
  type Checks,
  object,
  oneOf,
  optional,
  positive,
  requireKeys,
  resolveOptions,
  text,
} from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { balanceChart } from './charts/plan/balance.js';
import { type RenderOptions, renderCharts } from './charts/render.js';
import type { ChartSpec } from './charts/theme.js';
import { type Document, withPictures } from './document.js';
import type { Language } from './format.js';
import { toHtml } from './html.js';
import { toMarkdown } from './markdown.js';
import { closingDocument } from './pages/closing.js';
import { closingCharts } from './pages/closing-charts.js';
import { observedDocument } from './pages/closing-observed.js';
import { driftDocument } from './pages/drift.js';
import { driftCharts } from './pages/drift-charts.js';
import { evaluationDocument } from './pages/evaluation.js';
import { evaluationCharts } from './pages/evaluation-charts.js';
import { experimentDocument } from './pages/experiment.js';
import { experimentCharts } from './pages/experiment-charts.js';
import type {
  ClosingInput,
  DriftInput,
  EvaluationInput,
  ExperimentInput,
  ObservedInput,
  ReportFiles,
  ReportOptions,
  ReportOrigin,
} from './records.js';
import { textsFor } from './texts/index.js';

/**
 * The evaluation report (model, threshold, importance, and the plan where there is one):
 * `evaluation_report.md`, `evaluation_report.html` and every picture as SVG and PNG, named as the contract says
 * (`roc_curve.png`, `pr_curve.png`, `confusion_matrix.png`, `feature_importance.png`, ...). Writes nothing.
 *
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 */
export async function renderEvaluationReport(
  input: EvaluationInput,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const { texts, rendering, origin } = resolve('renderEvaluationReport', options);
  requireShape(input, 'input', {
    churn: { data: 'object', test: 'object', candidates: 'list', curves: 'object' },
  });
  const charts = evaluationCharts(input, texts);
  return files('evaluation_report', evaluationDocument(input, origin, texts), charts, rendering);
}

/**
 * The experiment report: `experiment_report.md`, `experiment_report.html` and its pictures
 * (`experiment_metrics.png`, `experiment_sequential_1.png`, ...). Writes nothing.
 *
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 */
export async function renderExperimentReport(
  input: ExperimentInput,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const { texts, rendering, origin } = resolve('renderExperimentReport', options);
  requireShape(input, 'input', { result: { metrics: 'list' } });
  const charts = experimentCharts(input, texts);
  return files('experiment_report', experimentDocument(input, origin, charts, texts), charts, rendering);
}

/**
 * The drift report: `drift_report.md`, `drift_report.html` and its pictures (`drift_distances.png`, `drift_distributions.png`,
 * `drift_score.png`). Writes nothing.
 *
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 */
export async function renderDriftReport(
  input: DriftInput,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const { texts, rendering, origin } = resolve('renderDriftReport', options);
  requireShape(input, 'input', { report: { columns: 'list' }, unseenEvents: 'list' });
  const charts = driftCharts(input.report, texts);
  const { blocks, ...page } = driftDocument(input, origin, texts);
  const drawn = { ...page, blocks: withPictures(blocks, (name) => charts.has(name)) };
  return files('drift_report', drawn, charts, rendering);
}

/**
 * The report of a closing: `closing_report.md`, `closing_report.html` and its picture (`closing_effects.png`). Writes nothing.
 *
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, NOT_FOUND without the font, ABORTED
 */
export async function renderClosingReport(
  input: ClosingInput,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const { texts, rendering, origin } = resolve('renderClosingReport', options);
  const document = closingDocument(input, origin, texts);
  return files('closing_report', document, closingCharts(input, texts), rendering);
}

/**
 * The report of a campaign without a holdout: `closing_report.md`, `closing_report.html`. Writes nothing.
 *
 * @throws WinbackError BAD_INPUT for an option or a font that cannot be used, ABORTED
 */
export async function renderObservedReport(
  input: ObservedInput,
  options: ReportOptions = {},
): Promise<ReportFiles> {
  const { texts, rendering, origin } = resolve('renderObservedReport', options);
  const charts = new Map([['closing_balance', balanceChart(input.balance, texts)]]);
  return files('closing_report', observedDocument(input, origin, texts), charts, rendering);
}

interface Resolved {
  readonly language: Language;
  readonly font: string | undefined;
  readonly scale: number;
  readonly origin: ReportOrigin;
}

const known = optional<string, string | null>(text, null);

const origin = object<Complete<ReportOrigin>>({
  createdAt: known,
  version: known,
  config: known,
  modelDigest: known,
  dataFrom: known,
  dataTo: known,
});

const checks: Checks<Resolved> = {
  language: optional(oneOf('zh', 'en'), 'zh'),
  font: optional(text, undefined),
  scale: optional(positive, 2),
  origin: optional<ReportOrigin>(origin, {}),
};

function resolve(name: string, options: ReportOptions) {
  requireKeys(options, name, { language: true, font: true, scale: true, origin: true, signal: true });
  const { signal, ...given } = options;
  const { language, font, scale, origin } = resolveOptions<Resolved>(name, given, checks);
  const rendering: RenderOptions = { scale, page: true, font, signal };
  return { texts: textsFor(language), rendering, origin };
}

async function files(
  name: string,
  document: Document,
  charts: ReadonlyMap<string, ChartSpec>,
  rendering: RenderOptions,
): Promise<ReportFiles> {
  const pictures = await renderCharts(charts, rendering);
  const result: ReportFiles = new Map([
    [`${name}.md`, toMarkdown(document)],
    [`${name}.html`, toHtml(document, pictures)],
  ]);
  for (const [picture, { svg, png }] of pictures) {
    result.set(`${picture}.svg`, svg);
    result.set(`${picture}.png`, png);
  }
  return result;
}
