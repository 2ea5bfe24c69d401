import type { EffectTerm, LinearEffects } from './records.js';

/** The mean of several models of the same actions. */
export function meanEffects(models: readonly LinearEffects[]): LinearEffects {
  const share = 1 / models.length;
  let first = 0;
  const moved = models.map(({ forests, effects }) => {
    const from = first;
    first += forests.length;
    return effects.map(({ intercept, terms }) => ({
      intercept: intercept * share,
      terms: terms.map(
        (term): EffectTerm => ({
          ...term,
          forest: term.forest + from,
          weight: term.weight * share,
        }),
      ),
    }));
  });
  return {
    kind: 'linear',
    forests: models.flatMap(({ forests }) => forests),
    effects: moved[0]!.map((_, action) => ({
      intercept: moved.reduce((sum, effects) => sum + effects[action]!.intercept, 0),
      terms: moved.flatMap((effects) => effects[action]!.terms),
    })),
  };
}

/** Each action's effect moved onto a line: `level + slope (effect - centre)`. */
export function onLines(
  model: LinearEffects,
  lines: readonly { readonly level: number; readonly slope: number; readonly centre: number }[],
): LinearEffects {
  const effects = model.effects.map(({ intercept, terms }, action) => {
    const { level, slope, centre } = lines[action]!;
    return {
      intercept: level + slope * (intercept - centre),
      terms: slope === 0 ? [] : terms.map((term) => ({ ...term, weight: term.weight * slope })),
    };
  });
  return { ...model, effects };
}
