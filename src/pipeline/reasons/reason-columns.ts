import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { validityWhere } from '../../data/read/bits.js';
import { columnOf } from '../../data/read/column.js';
import { numbersOrCodes } from '../../data/read/numbers.js';
import type { BuiltColumn } from '../../data/tables/build.js';
import { TextCells } from '../../data/tables/text-cells.js';
import type { FeatureColumn, PredictOptions } from '../../model/classifier.js';
import { type RawParts, rawParts, requireSums } from '../../model/reasons/raw-parts.js';
import { strongestOf } from '../../model/reasons/strongest.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { Language } from '../../report/format.js';
import { textsFor } from '../../report/texts/index.js';
import { probabilityText, reasonNames } from '../reason-names.js';
import { FeatureWords, type ValueWords } from './feature-words.js';
import { titlesOf } from './titles.js';

/** A batch of users that was scored. */
export interface ScoredBatch {
  /** The columns as the input has them. */
  readonly given: ArrowTable;
  /** The features as the model reads them. */
  readonly features: ArrowTable;
  /** The probabilities of the model before calibration. */
  readonly raw: Float64Array;
  readonly probabilities: Float64Array;
}

/** Numbers of a row-major block of parts: 32 MiB. */
const mostNumbers = 1 << 22;

/** Beyond the ids of all other dictionaries of a table of scores. */
const firstDictionary = (1 << 20) + 1;

/** The columns of reasons of a file of scores. It keeps the words of values that come again from batch to batch. */
export class ReasonColumns {
  /** Rows of a batch, at most, so that its parts stay in bounded memory. */
  readonly mostRows: number;
  readonly #model: StoredModel;
  readonly #count: number;
  readonly #language: Language;
  readonly #words: readonly FeatureWords[];

  /**
   * @param count reasons of a user, from 1
   * @throws WinbackError BAD_INPUT where the model has fewer features
   */
  constructor(model: StoredModel, count: number, language: Language) {
    const { length } = model.classifier.features;
    if (count > length)
      throw new WinbackError(
        'BAD_INPUT',
        `reasons: ${count} a user were asked for, the model has ${length} features; ask for at most ${length}`,
      );
    this.mostRows = Math.max(1, Math.floor(mostNumbers / (length + 1)));
    this.#model = model;
    this.#count = count;
    this.#language = language;
    this.#words = titlesOf(model).map((title) => new FeatureWords(title, language));
  }

  /** The columns of one batch, the same for any size of batches. */
  async of(batch: ScoredBatch, options: PredictOptions): Promise<readonly BuiltColumn[]> {
    const parts = await rawParts(this.#model.classifier, batch.features, options);
    requireSums(parts, batch.raw);
    const found = strongestOf(parts, this.#count);
    const { features } = this.#model.classifier;
    const readers = features.map((feature, i) => reader(batch, feature, this.#words[i]!));
    return [
      this.#probability(batch.probabilities),
      ...Array.from({ length: this.#count }, (_, i) => this.#reason(i, parts, found, readers)).flat(),
    ];
  }

  #probability(probabilities: Float64Array): BuiltColumn {
    const { ofHundred } = textsFor(this.#language).reasonWords;
    const codes = Int32Array.from(probabilities, (p) => Math.round(p * 100));
    const categories = Array.from({ length: 101 }, (_, users) => ofHundred(users));
    return { name: probabilityText, kind: 'dictionary', codes, categories, id: firstDictionary };
  }

  #reason(
    index: number,
    { rows, width, values }: RawParts,
    found: Int32Array,
    readers: readonly ValueReader[],
  ): readonly BuiltColumn[] {
    const contributions = allocateColumn(Float64Array, rows);
    const codes = allocateColumn(Int32Array, rows);
    const given = new TextCells(rows);
    const said = new TextCells(rows);
    for (let row = 0; row < rows; row++) {
      const feature = found[row * this.#count + index]!;
      const cell = feature < 0 ? null : readers[feature]!(row);
      if (cell !== null) {
        codes[row] = feature;
        contributions[row] = values[row * width + feature]!;
      }
      given.add(cell === null ? null : cell.value);
      said.add(cell === null ? null : this.#words[feature]!.said(cell, contributions[row]! > 0));
    }
    const present = validityWhere(rows, (row) => found[row * this.#count + index]! >= 0);
    const categories = this.#model.classifier.features.map(({ name }) => name);
    const names = reasonNames(index + 1);
    return [
      {
        name: names.feature,
        kind: 'dictionary',
        codes,
        categories,
        id: firstDictionary + 1 + index,
        ...present,
      },
      given.column(names.value),
      { name: names.contribution, kind: 'number', values: contributions, ...present },
      said.column(names.text),
    ];
  }
}

/** The words of a row's value of one feature. */
type ValueReader = (row: number) => ValueWords;

/** How the words of a row's value are found. */
function reader(batch: ScoredBatch, feature: FeatureColumn, words: FeatureWords): ValueReader {
  const values = numbersOrCodes(batch.features, feature.name);
  if (feature.kind === 'numeric') return (row) => words.of(Number.isNaN(values[row]) ? null : values[row]!);
  const texts = columnOf(batch.given, feature.name);
  return (row) => {
    const code = values[row]!;
    return Number.isNaN(code) ? unknownCategory(words, texts.get(row)) : words.of(feature.categories[code]!);
  };
}

/** A category that the model does not know, by the text of the file; an empty one is missing. */
function unknownCategory(words: FeatureWords, given: unknown): ValueWords {
  const text = given === null || given === undefined ? '' : String(given);
  return text === '' ? words.of(null) : words.unseen(text);
}
