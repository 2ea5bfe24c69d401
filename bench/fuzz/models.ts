// See scripts/fuzz.mjs.
import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { mutations, otherForms } from '../../test/support/broken-models.js';
import {
  adversarialColumns,
  columnTable,
  featureNames,
  modelKinds,
  trainingTable,
} from '../../test/support/forest-models.js';

const count = Number(process.argv[2] ?? 200_000);
const seed = Number(process.argv[3] ?? 1);
const perKind = Math.ceil(count / modelKinds.length);
const known = featureNames as readonly string[];
let scored = 0;
let refused = 0;

for (const kind of modelKinds) {
  const booster = await Booster.train(trainingTable(kind, 1200, seed), {
    label: 'label',
    threads: 1,
    parameters: { minDataInLeaf: 5, maxCatToOnehot: 1, ...kind.parameters, numIterations: 3, numLeaves: 9 },
  });
  const text = booster.text.slice(0, booster.text.indexOf('end of trees') + 13);
  const table = columnTable(adversarialColumns(text, 200, seed));
  const forms = [text, ...otherForms(text).map(([, form]) => form)];
  for (const model of forms.flatMap((form) => [
    ...mutations(form, seed, Math.ceil(perKind / forms.length)),
  ])) {
    try {
      const forest = await CompiledForest.fromText(model);
      if (forest.features.every(({ name }) => known.includes(name))) await forest.score(table);
      forest.row().score();
      forest.close();
      scored++;
    } catch (error) {
      if ((error as { code?: string }).code !== 'BAD_MODEL') {
        process.stderr.write(`${kind.name}: ${String(error)}\n${model}\n`);
        process.exit(1);
      }
      refused++;
    }
  }
  booster.close();
  process.stderr.write(`${kind.name}: ${scored} scored, ${refused} refused so far\n`);
}
