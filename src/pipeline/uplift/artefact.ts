import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { sha256 } from '../../base/node-crypto.js';
import {
  type Check,
  finite,
  integer,
  listOf,
  nonNegative,
  object,
  oneOf,
  shown,
  text,
} from '../../base/options.js';
import { writeWhole } from '../../registry/output-folder.js';
import type { UpliftModel } from '../../uplift/train/records.js';

/** What a model of effects says it is. */
const format = 'winback-uplift/1';
const descriptionFile = 'uplift.json';

/** One text of a forest, as the description names it. */
interface StoredForest {
  readonly name: string;
  readonly sha256: string;
}

interface Description {
  readonly format: typeof format;
  readonly actions: readonly string[];
  readonly features: readonly string[];
  readonly valueColumn: string;
  readonly effects: object;
  readonly costs: object;
  readonly effectForests: readonly StoredForest[];
  readonly costForests: readonly StoredForest[];
  readonly report: object;
}

/**
 * Writes uplift.json and the forests' texts into a folder, all or none.
 * @returns SHA-256 of uplift.json, which names the whole model
 */
export async function writeUpliftModel(
  model: UpliftModel,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly digest: string; readonly files: readonly string[] }> {
  const { effects, costs, ...rest } = model;
  const named = (kind: string, texts: readonly string[]) =>
    texts.map((content, i) => ({ name: `${kind}-${i}.txt`, sha256: sha256(content), content }));
  const [effectForests, costForests] = [named('effect', effects.forests), named('cost', costs.forests)];
  const described = (forests: typeof effectForests): StoredForest[] =>
    forests.map(({ content: _, ...entry }) => entry);
  const description = `${JSON.stringify(
    {
      ...{ format, ...rest, effects: { ...effects, forests: undefined } },
      ...{ costs: { ...costs, forests: undefined } },
      ...{ effectForests: described(effectForests), costForests: described(costForests) },
    },
    null,
    1,
  )}\n`;
  const forests = [...effectForests, ...costForests];
  await writeWhole(folder, signal, async (staging) => {
    for (const { name, content } of forests) await writeFile(path.join(staging, name), content);
    await writeFile(path.join(staging, descriptionFile), description);
  });
  return { digest: sha256(description), files: [...forests.map(({ name }) => name), descriptionFile] };
}

/** Reads what `writeUpliftModel` wrote. @throws WinbackError NOT_FOUND, BAD_MODEL, TAMPERED naming the file */
export async function readUpliftModel(folder: string): Promise<UpliftModel> {
  const file = path.join(folder, descriptionFile);
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `no model of effects in ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  });
  const description = parsed(file, content);
  const read = (stored: readonly StoredForest[]) => Promise.all(stored.map((one) => forestText(folder, one)));
  const [effectForests, costForests] = [
    await read(description.effectForests),
    await read(description.costForests),
  ];
  const { actions, features, valueColumn, report } = description;
  const effects = { ...description.effects, forests: effectForests };
  const costs = { ...description.costs, forests: costForests };
  const model = { actions, features, valueColumn, effects, costs, report } as unknown as UpliftModel;
  requirePlaces(file, model);
  return model;
}

async function forestText(folder: string, { name, sha256: expected }: StoredForest): Promise<string> {
  const file = path.join(folder, name);
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  });
  if (sha256(content) === expected) return content;
  throw new WinbackError('TAMPERED', `${file} has another SHA-256 than ${descriptionFile} says`);
}

// A name that leaves the folder would make the reader open any file.
const forestName: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^(effect|cost)-\d+\.txt$/.test(given)) return given;
  throw new WinbackError('BAD_INPUT', `${name} must be the name of a forest of the folder, got ${given}`);
};

const stored = object<StoredForest>({ name: forestName, sha256: text });
const anyObject: Check<object> = (value, name) => {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw new WinbackError('BAD_INPUT', `${name} must be an object, got ${shown(value)}`);
};
const place: Check<number | null> = (value, name) => (value === null ? null : integer(0)(value, name));

const linear = object<object>({
  kind: oneOf('linear'),
  effects: listOf(
    object({
      intercept: finite,
      terms: listOf(object({ forest: integer(0), action: place, weight: finite })),
    }),
  ),
} as never);
const rates = object<object>({
  kind: oneOf('rates'),
  cuts: listOf(finite),
  rates: listOf(listOf(finite)),
} as never);
const effectsForm: Check<object> = (value, name) =>
  (anyObject(value, name) as { kind?: unknown }).kind === 'rates' ? rates(value, name) : linear(value, name);

const description = object<Description>({
  format: oneOf(format),
  actions: listOf(text),
  features: listOf(text),
  valueColumn: text,
  effects: effectsForm,
  costs: object<object>({
    actions: listOf(object({ contact: nonNegative, face: nonNegative, forest: place })),
  } as never),
  effectForests: listOf(stored),
  costForests: listOf(stored),
  report: anyObject,
});

function parsed(file: string, content: string): Description {
  try {
    return description(JSON.parse(content), 'model');
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `${file}: ${(cause as Error).message}`, { cause });
  }
}

// Every term names a forest that is there, and every action has an effect and a cost.
function requirePlaces(file: string, { actions, effects, costs }: UpliftModel): void {
  const counted = effects.kind === 'linear' ? effects.effects.length : effects.rates.length;
  const asked =
    effects.kind === 'linear'
      ? effects.effects.flatMap(({ terms }) => terms.map(({ forest }) => forest))
      : [0];
  const paid = costs.actions.flatMap(({ forest }) => (forest === null ? [] : [forest]));
  const fits =
    counted === actions.length &&
    costs.actions.length === actions.length &&
    asked.every((forest) => forest < effects.forests.length) &&
    paid.every((forest) => forest < costs.forests.length);
  if (!fits) throw new WinbackError('BAD_MODEL', `${file}: effects, costs and forests do not fit together`);
}
