import type { LineFaultValues } from '../../../campaign/verify/verification.js';
import { type Sentences, told, type VerificationSentences } from '../sentences.js';

const lineFaults: Sentences<LineFaultValues> = {
  'unknown-action': ({ action }) => `unknown action ${action}`,
  value: ({ column, listed, due }) => `${column} ${listed}, not ${due}`,
  excluded: () => 'the user is excluded by policy',
  'not-allowed': ({ action }) => `action ${action} is not allowed`,
};

/** What the verification of a plan looks at, and what it finds. */
export const verification: VerificationSentences = {
  'plan-as-written': { what: () => 'plan.json is as written', found: () => 'digest of plan.json' },
  'file-as-written': {
    what: ({ file }) => `${file} is as written`,
    found: ({ sha256, error }) => error ?? `sha256 ${sha256}`,
  },
  recomputable: { what: () => 'the plan can be recomputed', found: ({ error }) => error },
  'listed-once': {
    what: ({ file }) => `${file}: every user is listed once`,
    found: ({ lines }) => `${lines} lines`,
  },
  'listed-known': {
    what: ({ file }) => `${file}: every listed user is in the scores`,
    found: ({ known, lines }) => `${known} of ${lines}`,
  },
  'lines-follow': {
    what: ({ file }) => `${file}: every line follows from the inputs`,
    found: ({ lines, wrong }) =>
      wrong === null ? `${lines} lines` : `line ${wrong.line}: ${told(lineFaults, wrong.fault)}`,
  },
  'same-actions': {
    what: ({ file }) => `${file}: the actions are those of the CSV list`,
    found: ({ users }) => `${users} users`,
  },
  spent: { what: () => 'money spent', found: ({ fen }) => `${fen} fen` },
  'expected-profit': { what: () => 'expected profit', found: ({ microYuan }) => `${microYuan} micro-yuan` },
  limit: {
    what: ({ name }) => `limit ${name}`,
    found: ({ used, bound, limit }) => `${used} of ${bound} ${limit}`,
  },
  'greedy-rule': { what: () => 'the list is the greedy rule', found: () => 'recomputed' },
  'plan-value': { what: ({ key }) => `plan.json: ${key}`, found: () => 'differs from what the inputs give' },
  'fallback-revenue': { what: () => 'fallback revenue', found: ({ yuan }) => String(yuan) },
  prices: { what: () => 'prices are not negative', found: ({ prices }) => `${prices} prices` },
  'lagrangian-bound': { what: () => 'Lagrangian bound', found: ({ microYuan }) => `${microYuan} micro-yuan` },
  'bounds-in-order': {
    what: () => 'profit <= upper bound <= Lagrangian bound',
    found: ({ microYuan }) => `${microYuan} micro-yuan`,
  },
  'no-better-plan': {
    what: () => 'no plan earns more than the upper bound',
    found: ({ microYuan }) => `the best plan earns ${microYuan} micro-yuan`,
  },
  'no-better-plan-unproved': {
    what: () => 'no plan earns more than the upper bound',
    found: ({ microYuan }) =>
      `proof not repeated; the Lagrangian bound is ${microYuan} micro-yuan above the plan`,
  },
};
