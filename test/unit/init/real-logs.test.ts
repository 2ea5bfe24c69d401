// What `inspect` makes of public files that nobody described to it.
import { expect, test } from 'vitest';

import { inspect } from '../../../src/pipeline/init/inspect.js';
import type { Inspection } from '../../../src/pipeline/init/records.js';
import { sharedFile } from '../../support/shared-data.js';

const retail = sharedFile('online_retail/online_retail_events.csv.gz');
const cdnow = sharedFile('cdnow/cdnow_master.csv');
const sparkify = sharedFile('sparkify_nov2018/events.csv');
const telco = sharedFile('telco/Telco-Customer-Churn.csv');
const hillstrom = sharedFile('hillstrom/hillstrom.csv');

const sources = ({ guesses }: Inspection): object =>
  Object.fromEntries(Object.entries(guesses).flatMap(([key, guess]) => (guess ? [[key, guess.source]] : [])));

test.skipIf(retail === undefined)('Online Retail: lines of orders, quantity times price', async () => {
  const found = await inspect({ events: [retail!] });
  expect(sources(found)).toEqual({
    user: 'CustomerID',
    time: 'InvoiceDate',
    order: 'InvoiceNo',
    amount: { multiply: ['Quantity', 'UnitPrice'] },
  });
  expect(found.everyRow).toBe('payment');
  expect(found.windows).toMatchObject({ observationDays: 90, horizonDays: 30, valueDays: 180 });
  expect([found.from, found.to, found.rows, found.users]).toEqual([
    '2010-12-01',
    '2011-12-09',
    406_829,
    4372,
  ]);
});

test.skipIf(cdnow === undefined)('CDNOW: purchases by the day, complete to the last', async () => {
  const found = await inspect({ events: [cdnow!] });
  expect(sources(found)).toEqual({ user: 'customer_id', time: 'date', amount: 'dollars' });
  expect(found.windows).toMatchObject({ observationDays: 180, horizonDays: 90, valueDays: 360 });
  expect(found.completeThrough).toBe('1998-06-30');
});

test.skipIf(sparkify === undefined)('Sparkify: pages of a site, a month', async () => {
  const found = await inspect({ events: [sparkify!] });
  expect(sources(found)).toEqual({ user: 'userId', time: 'ts', event: 'page', feature: 'page' });
  expect(found.events.filter(({ role }) => role === 'payment').map(({ name }) => name)).toEqual([
    'Submit Upgrade',
  ]);
  expect(found.windows).toMatchObject({ observationDays: 7, horizonDays: 3, valueDays: 14 });
  expect(found.problems.map(({ code }) => code)).toContain('windowsFit');
});

test.skipIf(telco === undefined)('Telco: a prepared table', async () => {
  const found = await inspect({ events: [telco!] });
  expect(found.kind).toBe('table');
  expect(found.table).toMatchObject({ label: 'Churn', id: 'customerID', numeric: ['TotalCharges'] });
});

test.skipIf(hillstrom === undefined)('Hillstrom: the table of an experiment', async () => {
  const found = await inspect({ events: [hillstrom!] });
  expect(found.kind).toBe('experiment');
  expect(found.experiment).toMatchObject({
    variant: 'segment',
    control: 'No E-Mail',
    treatments: ['Mens E-Mail', 'Womens E-Mail'],
  });
  expect(found.experiment!.metrics.map(({ column }) => column)).toEqual(['visit', 'conversion', 'spend']);
});
