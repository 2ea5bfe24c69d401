// A real log (UCI Online Retail) as a Chinese spreadsheet with European numbers would export it: GBK, semicolons, decimal
// commas, dates with the day first, compressed. It gives the features of the original.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';

import { expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { gbk } from '../../support/gbk.js';
import { sharedFile } from '../../support/shared-data.js';

const source = sharedFile('online_retail/online_retail_events.csv.gz');

const configOf = (file: string, names: readonly string[]) => {
  const [order, quantity, time, price, user] = names;
  return featuresConfig(
    {
      events: {
        source: file,
        columns: {
          ...{ user, time, order },
          event: { cases: [{ column: order, startsWith: 'C', value: 'cancellation' }], otherwise: 'sale' },
          amount: { multiply: [quantity, price] },
        },
        roles: { payment: 'sale', refund: 'cancellation' },
        timeZone: 'Europe/London',
      },
      windows: { observationDays: 90, horizonDays: 30, valueDays: 180 },
      snapshots: { everyDays: 14, train: 2, calibration: 1, test: 1, folds: 0 },
      engine: { threads: 2 },
    },
    'config',
  );
};

function values({ snapshots }: FeatureSet): string {
  const plain = snapshots.map(({ day, table }) => [day, table.toArray()]);
  return JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

it.skipIf(source === undefined)(
  'Online Retail in GBK with decimal commas and day-first dates',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'winback-real-forms-'));
    try {
      const plain = join(folder, 'plain.csv');
      const engine = await DuckDb.open({ threads: 2 });
      await engine.run(
        `COPY (SELECT InvoiceNo AS "订单号", replace(Quantity::VARCHAR, '.', ',') AS "数量",
           strftime(InvoiceDate, '%d/%m/%Y %H:%M:%S') AS "时间", replace(UnitPrice::VARCHAR, '.', ',') AS "单价",
           CustomerID AS "客户", CASE Country WHEN 'United Kingdom' THEN '英国' ELSE '其他国家' END AS "国家"
         FROM read_csv('${source}', types = {'InvoiceNo': 'VARCHAR', 'CustomerID': 'VARCHAR'}))
         TO '${plain}' (HEADER, DELIMITER ';')`,
      );
      engine.close();
      const odd = join(folder, 'odd.csv.gz');
      await writeFile(odd, zlib.gzipSync(gbk(await readFile(plain, 'utf8'))));
      const names = ['InvoiceNo', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'];
      const original = await buildSnapshots(configOf(source!, names));
      const given = await buildSnapshots(configOf(odd, ['订单号', '数量', '时间', '单价', '客户']));
      expect(values(given)).toBe(values(original));
      const { files, columns, ...reading } = given.report.log.reading;
      expect(files).toEqual({ files: 1, skipped: 0, encodings: ['gb18030'] });
      expect(columns[0]).toMatchObject({ dates: 'day-first', unusable: 0 });
      const { files: _, columns: __, ...expected } = original.report.log.reading;
      expect(reading).toEqual(expected);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  120_000,
);
