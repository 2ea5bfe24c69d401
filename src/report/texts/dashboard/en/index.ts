import { campaigns } from './campaigns.js';
import { data } from './data.js';
import { drift } from './drift.js';
import { experiments } from './experiments.js';
import { frame } from './frame.js';
import { model } from './model.js';
import { today } from './today.js';

/** What the dashboard says, in English. */
export const en = { frame, today, model, drift, campaigns, experiments, data } as const;
