import { columnsOf, likeness } from './columns.js';
import type { Preset, PresetColumn, PresetEvents } from './preset.js';

/**
 * Stripe: payments as CSV from the dashboard, with amounts in the main unit, or charges from the API or Sigma, with amounts
 * in the smallest unit of the currency. The columns tell which. A payment is worth what was not refunded.
 */
export const stripe: Preset = {
  name: 'stripe',
  vendor: 'Stripe payments',
  schema: [
    'https://docs.stripe.com/api/charges/object',
    'https://docs.stripe.com/currencies',
    'https://support.stripe.com/questions/exporting-a-report-of-all-transactions',
  ],
  recognises: (columns) => Math.max(dashboardLikeness(columns), chargeLikeness(columns)),
  events: (columns) => (chargeLikeness(columns) > 0 ? chargeEvents(columns) : dashboardEvents(columns)),
  internal: (event) => !succeeded.includes(event),
};

const created = ['Created date (UTC)', 'Created (UTC)'];
const succeeded = ['Paid', 'Refunded', 'Partially refunded', 'Succeeded', 'succeeded', 'true'];

function dashboardLikeness(columns: readonly PresetColumn[]): number {
  if (columnsOf(columns).those(...created).length === 0) return 0;
  const usual = ['Amount Refunded', 'Customer ID', 'Customer Email', 'Converted Amount', 'Captured', 'Fee'];
  return likeness(columns, ['id', 'Amount', 'Currency', 'Status'], usual);
}

function chargeLikeness(columns: readonly PresetColumn[]): number {
  const usual = [
    'object',
    'customer',
    'status',
    'paid',
    'captured',
    'refunded',
    'livemode',
    'balance_transaction',
  ];
  return likeness(columns, ['id', 'amount', 'amount_refunded', 'currency', 'created'], usual);
}

function dashboardEvents(columns: readonly PresetColumn[]): PresetEvents {
  const { has, those, first } = columnsOf(columns);
  // The converted amounts of payments in several currencies are in one.
  const kind = has('Converted Amount') ? 'Converted Amount' : 'Amount';
  return {
    columns: {
      user: first('Customer ID', 'Customer Email')!,
      time: first(...created)!,
      event: 'Status',
      id: 'id',
      amount: { minus: [kind, ...those(`${kind} Refunded`)] },
    },
    roles: { payment: succeeded },
    timestampsIn: 'UTC',
  };
}

function chargeEvents(columns: readonly PresetColumn[]): PresetEvents {
  const { first } = columnsOf(columns);
  return {
    columns: {
      user: first('customer', 'customer_id')!,
      time: 'created',
      event: first('status', 'paid')!,
      id: 'id',
      amount: { minus: ['amount', 'amount_refunded'], minorUnits: 'currency' },
    },
    roles: { payment: succeeded },
    timestampsIn: 'UTC',
    timeUnit: 's',
  };
}
