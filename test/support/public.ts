// Every value that a program can import from the package, whichever entry it comes from.
import { errorCodes, WinbackError } from '../../src/base/errors.js';
import * as campaign from '../../src/entries/campaign.js';
import * as churn from '../../src/entries/churn.js';
import * as client from '../../src/entries/client.js';
import * as data from '../../src/entries/data.js';
import * as delivery from '../../src/entries/delivery.js';
import * as experiment from '../../src/entries/experiment.js';
import * as features from '../../src/entries/features.js';
import * as model from '../../src/entries/model.js';
import * as monitor from '../../src/entries/monitor.js';
import * as registry from '../../src/entries/registry.js';
import * as report from '../../src/entries/report.js';
import * as server from '../../src/entries/server.js';
import * as simulate from '../../src/entries/simulate.js';
import * as state from '../../src/entries/state.js';
import * as stats from '../../src/entries/stats.js';
import * as uplift from '../../src/entries/uplift.js';

export const winback = {
  errorCodes,
  WinbackError,
  ...campaign,
  ...churn,
  ...client,
  ...data,
  ...delivery,
  ...experiment,
  ...features,
  ...model,
  ...monitor,
  ...registry,
  ...report,
  ...server,
  ...simulate,
  ...state,
  mergeJointMoments: experiment.mergeMoments,
  ...stats,
  ...uplift,
};
