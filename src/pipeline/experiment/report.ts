import type { ExperimentData } from '../../experiment/data/data.js';
import type { ExperimentResult } from '../../experiment/records/records.js';
import { sizeCurves } from '../../experiment/reference/size-curves.js';
import { renderExperimentReport } from '../../report/index.js';
import type { ReportOutput } from '../report-output.js';
import { experimentOrigin } from './origin.js';

/** Report and charts of an analysed experiment by file name. @param config name of the configuration in its head */
export function experimentReport(
  result: ExperimentResult,
  data: ExperimentData,
  config: string,
  { language = 'zh', now }: Omit<ReportOutput, 'folder'>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string | Uint8Array>> {
  return renderExperimentReport(
    { result, sampleSize: sizeCurves(result) },
    { language, signal, origin: experimentOrigin(config, data, now) },
  );
}
