import { decimal, pValue } from '../../format.js';
import type { CloseCheckSentences } from '../sentences.js';

/** What the checks of a closing look at, and what they found. */
export const closeChecks: CloseCheckSentences = {
  digests: {
    what: ({ campaign }) => `${campaign}: plan and lists are as written`,
    found: ({ wrong }) => (wrong.length === 0 ? 'all digests agree' : `changed: ${wrong.join(', ')}`),
  },
  holdout: {
    what: ({ campaign }) => `${campaign}: who was held back follows from seed and id`,
    found: ({ checked, wrong }) => `${wrong} of ${checked} users differ`,
  },
  'sample-ratio': {
    what: () => 'as many were contacted as the probabilities say',
    found: ({ contacted, expected, p }) =>
      `${contacted} contacted, ${decimal(expected, 1)} expected, p ${pValue(p)}`,
  },
  outcomes: {
    what: () => 'every planned user has an outcome',
    found: ({ contactedMissing, heldMissing, countedAsLeft, unknown }) =>
      `without an outcome: ${contactedMissing} contacted and ${heldMissing} held back, ${countedAsLeft} of them counted as having left; ${unknown} users of the outcomes are not in the plan`,
  },
  'windows-closed': {
    what: () => 'the window of every outcome has passed',
    found: ({ open }) => (open === null ? 'the outcomes do not say' : `${open} are open and left out`),
  },
  'enough-held': {
    what: () => 'enough users were held back for an interval',
    found: ({ held, least }) => `${held} held back, at least ${least} needed`,
  },
  compliance: {
    what: () => 'how many messages arrived',
    found: ({ contacted, delivered, refused, unknown }) =>
      delivered === null
        ? 'the outcomes do not say'
        : `${delivered} of ${contacted}${refused === undefined ? '' : ` (by the outbox: ${refused} not sent or came back, ${unknown} not known)`}; all planned users count as planned`,
  },
  'contacted-elsewhere': {
    what: () => 'other teams contacted both sides alike',
    found: ({ held, contacted, p }) =>
      held === null
        ? 'the outcomes do not say'
        : `${held} held back and ${contacted} contacted, p ${pValue(p)}`,
  },
  overlap: {
    what: () => 'users of several campaigns',
    found: ({ users, heldAndContacted }) =>
      `${users}, of whom ${heldAndContacted} were held back from one and contacted by another`,
  },
  refunds: {
    what: () => 'refunds after the window',
    found: ({ users, yuan }) =>
      yuan === null
        ? 'the outcomes do not say'
        : `${yuan} yuan of ${users} users; they are not taken off the revenue`,
  },
};

/** Report and terminal of a closing. */
export const closing = {
  title: 'What the campaign brought',
  subtitle: (contacted: string, held: string) => `${contacted} users contacted, ${held} held back`,
  summary: 'Summary',
  brought: (value: string, ends: string) => `The contacts brought ${value} of profit (95% interval ${ends}).`,
  claimed: (claimed: string, ratio: string) => `The plan had claimed ${claimed}: ${ratio}.`,
  ratio: (value: string, ends: string) => `${value} times what was brought (${ends})`,
  noRatio: 'the interval of what was brought reaches 0, so there is no ratio',
  unbounded: 'no upper end',
  proven: (low: string) => `With 95% confidence the contacts brought at least ${low}.`,
  harmful: 'The contacts cost more than they brought.',
  unproven: 'It is not shown that the contacts brought more than they cost.',
  failed: 'Checks failed: the numbers below may be wrong.',
  checks: 'Checks',
  check: 'What was checked',
  found: 'Found',
  state: 'State',
  states: { passed: 'passed', failed: 'failed', noted: 'noted', skipped: 'not known' },
  money: 'Money',
  measure: 'Measure',
  value: 'Value',
  ends: '95% interval',
  incremental: 'Profit because of the contacts',
  realised: 'Realised revenue less cost because of the contacts',
  means: 'The same profit by the difference of means',
  perYuan: 'Profit for a yuan spent',
  spent: 'Spent',
  costs: { booked: 'as booked', planned: 'as planned: the outcomes have no column of costs' },
  claim: 'Claimed by the plan',
  stayed: 'Stayed because of the contact',
  byAction: 'By action',
  byTier: 'By tier',
  byCampaign: 'By campaign',
  name: 'Part',
  contacted: 'Contacted',
  held: 'Held back',
  partsText:
    'Each interval is for its part alone: of twenty parts without an effect about one looks as if it had one.',
  rates: 'Rates for the next plan',
  ratesText:
    'Share of would-be leavers brought back. Measured rates are moved towards what tiers and actions of one kind have in common. A paid action that was not shown to keep anybody gets 0.',
  tier: 'Tier',
  action: 'Action',
  assumed: 'Assumed',
  measured: 'Measured (error)',
  next: 'Next plan (error)',
  source: 'From',
  sources: {
    shrunk: 'measured, moved towards its like',
    raw: 'measured; not enough cells to move it',
    alike: 'not measured; what its like have in common',
    scaled: 'not measured; assumed, scaled as its like had to be',
    'not-shown': 'no effect shown',
    assumed: 'assumed; nothing is known',
  },
  widths: 'How many to hold back next time',
  widthsText:
    'For as many planned users. Half of the interval of the profit, and the profit that the held-back users would bring.',
  share: 'Held back',
  halfWidth: 'Half-width',
  forgone: 'Profit forgone',
  limits: 'What these numbers are',
  limitItems: [
    'Every planned user counts as the plan has him, whether a message arrived or not.',
    'Profit is the value of those who stayed because of the contact, at the value that the plan knew before, less what was booked.',
    'The comparison is with the users whom the holdout kept from the contact, by the probability that the plan logged.',
    'What happens after the window is not part of it.',
  ],
  balance: {
    title: 'How alike contacted and other users are',
    subtitle: 'standardised difference; hollow = before, filled = matched',
  },
  chart: {
    effects: 'Claimed and brought, by action',
    subtitle: 'yuan; dot = brought with 95% interval, tick = claimed',
    all: 'all',
  },
  width: (share: string, half: string, forgone: string) =>
    `${share} % held back: the profit is known to ± ${half} yuan, ${forgone} yuan of it are forgone`,
  leastShare: (share: string) => `${share} % held back are enough`,
  noShare: 'no share is enough for so many users',
  observed: {
    title: 'What a campaign without a holdout seems to have brought',
    notProven: 'Not proven by a random holdout: contacted users differ from others in what no column knows.',
    effects: 'Effects for a contacted user',
    method: 'Method',
    matching: 'Matched users',
    weighting: 'Doubly robust, estimated probability',
    stayed: 'stayed',
    profit: 'revenue less cost, yuan',
    total: (value: string, ends: string) =>
      `All contacts together: ${value} (95% interval ${ends}), if the columns know everything that matters.`,
    balance: 'How alike the groups are',
    balanceText:
      'Standardised difference of the means, contacted less others; below 0.1 is commonly read as alike.',
    covariate: 'Column',
    before: 'Before',
    after: 'Matched',
    overlap: 'Whether there is anybody to compare with',
    matched: (matched: string, contacted: string) =>
      `${matched} of ${contacted} contacted users have a match.`,
    inside: (share: string) => `${share} of the contacted lie inside the scores of the others.`,
    counted: (missing: string, repeated: string) =>
      `${missing} contacted users have no outcome and are left out; ${repeated} contacts were repetitions.`,
    codes: {
      balance: 'matched users are alike (largest difference)',
      matched: 'contacted users have a match (share)',
      outcomes: 'every contacted user has an outcome (missing)',
    },
    written: (folder: string) => `written to ${folder}: closing_report.md, closing_report.html, summary.json`,
  },
  written: (folder: string) => `written to ${folder}: closing_report.md, closing_report.html, summary.json`,
  ratesWritten: (file: string) => `rates for the next plan: ${file}`,
} as const;
