import { renderClosingReport } from '../../report/index.js';
import { originOf } from '../origin.js';
import type { ReportOutput } from '../report-output.js';
import type { Closing } from './run.js';

/** Report, picture and summary.json of a closing by file name. */
export async function closingReport(
  closing: Closing,
  { language = 'zh', now }: ReportOutput,
  signal: AbortSignal | undefined,
): Promise<Map<string, string | Uint8Array>> {
  const origin = originOf(closing.plans.map(({ name }) => name).join(', '), now);
  const report = await renderClosingReport(closing, { language, signal, origin });
  const files = [...report.keys(), 'summary.json'];
  report.set('summary.json', `${JSON.stringify({ ...closing, files }, null, 1)}\n`);
  return report;
}
