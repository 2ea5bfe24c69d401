import type { NativeColumn, NativeTable, StopHandle } from './binding.js';

declare const boosterTag: unique symbol;
/** A loaded LightGBM model, for LightGBM's own predictor. */
export interface BoosterHandle {
  readonly [boosterTag]: true;
}

declare const binsTag: unique symbol;
/** A table that LightGBM has binned. */
export interface BinsHandle {
  readonly [binsTag]: true;
}

export interface NativeTrainingData {
  readonly features: NativeTable;
  /** What LightGBM calls the features, one each. */
  readonly names: readonly string[];
  readonly label: NativeColumn;
  readonly weight: NativeColumn | null;
}

export interface NativeTrainingOptions {
  /** LightGBM's "key=value ..." */
  readonly parameters: string;
  /** What the label must be: 0 or 1, a class, > 0, >= 0, from 0 to 1, any finite number. */
  readonly labelRule: 'binary' | 'classes' | 'positive' | 'nonNegative' | 'share' | 'finite';
  readonly classes: number;
  readonly iterations: number;
  /** 0 = never. Watches the first metric on the validation data. */
  readonly earlyStoppingRounds: number;
}

export interface NativeTrainingResult {
  readonly model: string;
  readonly iterations: number;
  readonly bestIteration: number;
  readonly metrics: readonly { readonly name: string; readonly higherIsBetter: boolean }[];
  /** Per iteration, the metrics' values on the validation data. */
  readonly history: readonly (readonly number[])[];
}

export interface NativeBooster {
  readonly handle: BoosterHandle;
  readonly features: number;
  readonly classes: number;
  readonly iterations: number;
}

/**
 * native/addon/bindings/booster_binding.cpp. Tables are read in place (pin them first); work starts on
 * LightGBM's threads in call order; trainings with `num_threads=1` run beside each other, everything else alone. Codes: BAD_INPUT, TRAINING, BAD_MODEL, ABORTED, CLOSED.
 */
export interface BoosterBinding {
  boosterTrain(
    training: NativeTrainingData,
    validation: NativeTrainingData | null,
    options: NativeTrainingOptions,
    onIteration: ((iteration: number, values: readonly number[]) => void) | null,
    stop: StopHandle | null,
  ): Promise<NativeTrainingResult>;
  /** Bins a table once for many trainings on its rows. */
  boosterBin(features: NativeTable, names: readonly string[], parameters: string): Promise<BinsHandle>;
  /** `rows` ascend, from 0; label and weight have one entry for every row of the binned table. */
  boosterTrainOn(
    bins: BinsHandle,
    rows: Int32Array,
    label: NativeColumn,
    weight: NativeColumn | null,
    options: NativeTrainingOptions,
    stop: StopHandle | null,
  ): Promise<NativeTrainingResult>;
  boosterCloseBins(bins: BinsHandle): void;
  /** Checks the text with our own strict parser first; BAD_MODEL says what is wrong. */
  boosterLoad(model: string): Promise<NativeBooster>;
  /** Writes row-major into `out`; its length must be rows x outputs per row. */
  boosterPredict(
    booster: BoosterHandle,
    table: NativeTable,
    output: 'probability' | 'raw' | 'leaf' | 'contributions',
    threads: number,
    out: Float64Array,
    stop: StopHandle | null,
  ): Promise<void>;
  boosterImportance(booster: BoosterHandle, gain: boolean): readonly number[];
  boosterClose(booster: BoosterHandle): void;
}
