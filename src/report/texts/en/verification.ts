import { yuanText, yuanTextOfMicro } from '../../../base/money.js';
import type { LineFaultValues } from '../../../campaign/verify/verification.js';
import { type Sentences, told, type VerificationSentences } from '../sentences.js';

const lineFaults: Sentences<LineFaultValues> = {
  'unknown-action': ({ action }) => `unknown action ${action}`,
  value: ({ column, listed, due }) => `${column} ${listed}, not ${due}`,
  excluded: () => 'the user is excluded by policy',
  'not-allowed': ({ action }) => `action ${action} is not allowed`,
};

const money = ({ microYuan }: { readonly microYuan: string }): string =>
  `${yuanTextOfMicro(BigInt(microYuan))} yuan`;

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
  spent: { what: () => 'money spent', found: ({ fen }) => `${yuanText(BigInt(fen))} yuan` },
  'expected-profit': { what: () => 'expected profit', found: money },
  limit: {
    what: ({ name }) => `limit ${name}`,
    found: ({ used, bound, limit }) => `${used} of ${bound} ${limit}`,
  },
  'greedy-rule': { what: () => 'the list is the greedy rule', found: () => 'recomputed' },
  'plan-value': { what: ({ key }) => `plan.json: ${key}`, found: () => 'differs from what the inputs give' },
  'fallback-revenue': { what: () => 'fallback revenue', found: ({ yuan }) => String(yuan) },
  prices: { what: () => 'prices are not negative', found: ({ prices }) => `${prices} prices` },
  'lagrangian-bound': { what: () => 'Lagrangian bound', found: money },
  'bounds-in-order': {
    what: () => 'profit <= upper bound <= Lagrangian bound',
    found: money,
  },
  'no-better-plan': {
    what: () => 'no plan earns more than the upper bound',
    found: (best) => `the best plan earns ${money(best)}`,
  },
  'no-better-plan-unproved': {
    what: () => 'no plan earns more than the upper bound',
    found: (distance) => `proof not repeated; the Lagrangian bound is ${money(distance)} above the plan`,
  },
};
