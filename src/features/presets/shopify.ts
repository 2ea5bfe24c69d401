import type { ColumnSource, Role } from '../mapping.js';
import { columnsOf, likeness } from './columns.js';
import type { Preset, PresetColumn, PresetEvents } from './preset.js';

/**
 * Shopify: orders as CSV from the admin, or as JSON from the Admin API. A paid order is a payment, worth what was not given
 * back. In the CSV an order with several items has several rows; only its first one has a status, the others have no role.
 */
export const shopify: Preset = {
  name: 'shopify',
  vendor: 'Shopify orders',
  schema: [
    'https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders',
    'https://shopify.dev/docs/api/admin-rest/latest/resources/order',
  ],
  nested: ['customer'],
  recognises: (columns) =>
    Math.max(
      likeness(
        columns,
        ['Name', 'Email', 'Financial Status', 'Total', 'Created at'],
        ['Paid at', 'Fulfillment Status', 'Lineitem name', 'Lineitem quantity', 'Subtotal', 'Currency', 'Id'],
      ),
      likeness(
        columns,
        ['id', 'financial_status', 'total_price', 'created_at'],
        ['customer', 'email', 'name', 'currency', 'processed_at', 'line_items', 'order_number'],
      ),
    ),
  events: (columns) =>
    columnsOf(columns).has('financial_status') ? jsonEvents(columns) : csvEvents(columns),
  internal: (event) => ['pending', 'authorized', 'voided', 'expired'].includes(event),
};

function csvEvents(columns: readonly PresetColumn[]): PresetEvents {
  const { first } = columnsOf(columns);
  const refunded = first('Refunded Amount');
  const amount: ColumnSource = refunded === undefined ? 'Total' : { minus: ['Total', refunded] };
  return {
    columns: {
      user: 'Email',
      time: 'Created at',
      event: 'Financial Status',
      id: first('Id', 'Name'),
      amount,
    },
    roles: { payment: paid(refunded !== undefined) },
  };
}

function jsonEvents(columns: readonly PresetColumn[]): PresetEvents {
  const { has, first } = columnsOf(columns);
  return {
    columns: {
      user: has('customer.id') ? 'customer.id' : 'email',
      time: 'created_at',
      event: 'financial_status',
      id: 'id',
      amount: first('current_total_price', 'total_price'),
    },
    roles: { payment: paid(has('current_total_price')) },
  };
}

// An older export does not say what was given back: a refunded order is no payment there.
function paid(knowsRefunds: boolean): NonNullable<PresetEvents['roles'][Role]> {
  return ['paid', 'partially_paid', 'partially_refunded', ...(knowsRefunds ? ['refunded'] : [])];
}
