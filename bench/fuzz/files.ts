// See scripts/fuzz.mjs. Files with a checksum that fits: what a checksum guards is tested elsewhere.
import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { hostileFile } from '../../test/support/broken-files.js';
import {
  adversarialColumns,
  columnTable,
  featureNames,
  generator,
  modelKinds,
  trainingTable,
} from '../../test/support/forest-models.js';

const count = Number(process.argv[2] ?? 200_000);
const seed = Number(process.argv[3] ?? 1);
const perKind = Math.ceil(count / modelKinds.length);
const known = featureNames as readonly string[];
const random = generator(seed);
let scored = 0;
let refused = 0;

for (const kind of modelKinds) {
  const booster = await Booster.train(trainingTable(kind, 800, seed), {
    label: 'label',
    threads: 1,
    parameters: {
      minDataInLeaf: 5,
      maxCatToOnehot: 1,
      maxBin: 15,
      ...kind.parameters,
      numIterations: 3,
      numLeaves: 9,
    },
  });
  const made = await CompiledForest.fromText(booster.text);
  const files = [await made.save(), await made.save({ rows: true })] as const;
  const table = columnTable(adversarialColumns(booster.text, 60, seed));
  made.close();
  booster.close();
  for (let i = 0; i < perKind; i++) {
    try {
      const forest = await CompiledForest.load(hostileFile(files[i % 2]!, random));
      if (forest.features.every(({ name }) => known.includes(name))) await forest.score(table);
      forest.row().score();
      forest.close();
      scored++;
    } catch (error) {
      if ((error as { code?: string }).code === 'BAD_MODEL') refused++;
      else throw error;
    }
  }
  process.stderr.write(`files, ${kind.name}: ${scored} scored, ${refused} refused so far\n`);
}
