// npm run simulate:drift -- [--days 10000] [--runs 200]: prints what was counted as JSON.
import { CalmPeople } from './calm-people.js';
import { calmDays, updatesUntilCertain } from './drift-alarms.js';

const flagOf = (flag: string, fallback: number): number => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

const calm = await calmDays({ days: flagOf('--days', 10_000), users: 2000, seed: 1 });
process.stderr.write(`${JSON.stringify(calm)}\n`);
const ahead = CalmPeople.ahead(2);
const updates: number[] = [];
for (let run = 0; run < flagOf('--runs', 200); run++)
  updates.push(await updatesUntilCertain(1000 + run, ahead));
const within = updates.filter((count) => count <= 3).length;
const perYear = calm.falseAlarms / calm.modelYears;
process.stdout.write(
  `${JSON.stringify({ calm, falseAlarmsPerModelYear: perYear, runs: updates.length, certainWithin3: within, updates })}\n`,
);
if (perYear > 1 || within < 0.95 * updates.length) process.exitCode = 1;
