// npm run simulate:closing -- [campaigns in each world] [users]: see docs/explanation/closing.md
import { taughtCampaign } from './closing/study.js';
import { worlds } from './closing/worlds.js';

const [campaigns = 170, users = 40_000] = process.argv.slice(2).map(Number);
const share = (values: readonly boolean[]): string =>
  (values.filter(Boolean).length / Math.max(1, values.length)).toFixed(3);
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const all: { miss: number; covered: boolean }[] = [];
for (const [place, world] of (Object.keys(worlds) as (keyof typeof worlds)[]).entries()) {
  const runs = [];
  for (let i = 1; i <= campaigns; i++) runs.push(await taughtCampaign(world, users, 10_000 * place + i));
  all.push(...runs);
  const facts = [
    `covered ${share(runs.map(({ covered }) => covered))}`,
    `within .2 ${share(runs.map(({ miss }) => miss <= 0.2))}, within .1 ${share(runs.map(({ miss }) => miss <= 0.1))}`,
    `no coupon ${share(runs.map(({ coupons }) => coupons === 0))}`,
    `users saved ${middle(runs.map(({ saved }) => saved)).toFixed(2)} times`,
    `variance ${middle(runs.map(({ overBound }) => overBound)).toFixed(3)} of the bound`,
    `first claim ${middle(runs.map(({ firstClaim }) => firstClaim)).toFixed(0)}, truth ${middle(runs.map(({ firstTruth }) => firstTruth)).toFixed(0)}`,
    `second claim ${middle(runs.map(({ claim }) => claim)).toFixed(0)}, truth ${middle(runs.map(({ truth }) => truth)).toFixed(0)}`,
  ];
  console.log(`${world}: ${runs.length} campaigns of ${users} users; ${facts.join('; ')}`);
}
console.log(
  `all: ${all.length} campaigns; covered ${share(all.map(({ covered }) => covered))}; ` +
    `within .2 ${share(all.map(({ miss }) => miss <= 0.2))}, within .1 ${share(all.map(({ miss }) => miss <= 0.1))}`,
);
