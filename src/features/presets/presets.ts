/**
 * The exports of vendors that are read without a mapping of one's own. Each preset recognises its columns and fills
 * columns and roles; what the user writes wins.
 */
import { requireShape } from '../../base/shape.js';
import { amplitude } from './amplitude.js';
import { ga4 } from './ga4.js';
import { mixpanel } from './mixpanel.js';
import { posthog } from './posthog.js';
import type { Preset, PresetColumn } from './preset.js';
import { segment } from './segment.js';
import { sensorsdata } from './sensorsdata.js';
import { shopify } from './shopify.js';
import { stripe } from './stripe.js';

export type { Preset, PresetColumn, PresetEvents } from './preset.js';

/** Every preset. */
export const presets: readonly Preset[] = [
  ...[posthog, segment, ga4, sensorsdata, amplitude, mixpanel, shopify, stripe],
];

/** Names that `events.preset` takes. */
export const presetNames: readonly string[] = presets.map(({ name }) => name);

/** The preset of a name, which must be one of `presetNames`. */
export function presetNamed(name: string): Preset {
  return presets.find((preset) => preset.name === name)!;
}

/** A preset, and how sure it is of a table. */
export interface PresetGuess {
  /** The preset. */
  readonly preset: Preset;
  /** 0.5 to 1. */
  readonly score: number;
}

const leastScore = 0.5;

/**
 * The preset that is surest of a table with these columns; undefined where none is.
 * @param columns names and types of the file's columns
 * @throws WinbackError BAD_INPUT when `columns` is no list
 *
 * @example
 * ```ts
 * import { presetFor } from 'winback/features';
 *
 * const names = ['uuid', 'event', 'distinct_id', 'properties', 'timestamp'];
 * presetFor(names.map((name) => ({ name, type: 'VARCHAR' })))?.preset.name; // 'posthog'
 * ```
 */
export function presetFor(columns: readonly PresetColumn[]): PresetGuess | undefined {
  requireShape(columns, 'columns', 'list');
  const guesses = presets
    .map((preset) => ({ preset, score: preset.recognises(columns) }))
    .filter(({ score }) => score >= leastScore)
    .sort((a, b) => b.score - a.score);
  return guesses[0];
}
