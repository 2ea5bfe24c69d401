import type { ExplainValues } from '../explain-values.js';
import type { Sentences } from '../sentences.js';
import { explainPlan } from './explain-plan.js';
import { explainState } from './explain-state.js';
import { explainUser } from './explain-user.js';

/** What `winback explain` says. */
export const explain: Sentences<ExplainValues> = { ...explainUser, ...explainPlan, ...explainState };
