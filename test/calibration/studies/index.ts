import type { Study } from '../study.js';
import { adjustedStudies } from './adjusted.js';
import { afterStopStudies } from './after-stop.js';
import { bayesStudies } from './bayes.js';
import { exactStudies } from './exact-tests.js';
import { meanStudies } from './means.js';
import { proportionStudies } from './proportions.js';
import { rankStudies } from './ranks.js';
import { resamplingStudies } from './resampling.js';
import { sequentialStudies } from './sequential.js';
import { severalStudies } from './several.js';
import { validityStudies } from './validity.js';

/** Every test and interval the library offers, in the order of docs/explanation/statistics.md. */
export const studies: readonly Study[] = [
  ...proportionStudies,
  ...exactStudies,
  ...meanStudies,
  ...rankStudies,
  ...resamplingStudies,
  ...adjustedStudies,
  ...severalStudies,
  ...sequentialStudies,
  ...afterStopStudies,
  ...bayesStudies,
  ...validityStudies,
];
