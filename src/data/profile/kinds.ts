import { type Counts, isNumberType, isTextType, isTimeType } from './counts.js';
import type { EpochUnit, ShapeName, TimeForm, ValueKind } from './records.js';
import { numberShapes, shapeNames, timeShapes } from './shapes.js';

/** What the values of a column are. */
export interface Kind {
  readonly kind: ValueKind;
  readonly timeForm: TimeForm | null;
  readonly shape: ShapeName | null;
  /** Values that are not of this kind. */
  readonly odd: number;
}

/** Share of the values that have to be of a kind to make the column one of it. */
const mostShare = 0.9;
/** Years 2000 and 2040 as seconds since 1970: whole numbers between them are times in some unit. */
const earliest = 946_684_800;
const latest = 2_208_988_800;
const perSecond: readonly (readonly [EpochUnit, number])[] = [
  ['s', 1],
  ['ms', 1e3],
  ['us', 1e6],
  ['ns', 1e9],
];

const plain = (kind: ValueKind): Kind => ({ kind, timeForm: null, shape: null, odd: 0 });
const time = (timeForm: TimeForm, shape: ShapeName | null = null, odd = 0): Kind => ({
  kind: 'time',
  timeForm,
  shape,
  odd,
});

/** What the values of a column of this type and these counts are. */
export function kindOf(type: string, counts: Counts): Kind {
  if (/^BOOLEAN/.test(type)) return plain('flag');
  if (counts.filled === 0) return plain('empty');
  if (/WITH TIME ZONE/.test(type)) return time('nativeZoned');
  if (isTimeType(type)) return time('native');
  if (isNumberType(type)) return numberKind(counts, 0);
  return isTextType(type) ? textKind(counts) : plain('nested');
}

function numberKind(counts: Counts, odd: number): Kind {
  const unit = epochUnit(counts);
  if (unit !== null) return time(unit, null, odd);
  return { ...plain(counts.fractions === 0 ? 'whole' : 'number'), odd };
}

/** The unit in which all numbers are times between 2000 and 2040, if they differ. */
function epochUnit({ least, greatest }: Counts): EpochUnit | null {
  if (least === null || greatest === null || greatest === least) return null;
  const fits = perSecond.find(([, per]) => least >= earliest * per && greatest <= latest * per);
  return fits?.[0] ?? null;
}

function textKind(counts: Counts): Kind {
  const { filled, numbers, byShape } = counts;
  const enough = filled * mostShare;
  const byTime = timeShapes.find((shape) => (byShape[shape] ?? 0) >= enough);
  // A mobile number is a number as well, and nobody's amount.
  const phones = byShape.phone ?? 0;
  if (phones >= enough) return { ...plain('text'), shape: 'phone', odd: filled - phones };
  // So is 20260305.
  if (byTime !== undefined) return time(formOf(byTime, counts), byTime, filled - byShape[byTime]!);
  const iso = (byShape.iso ?? 0) + (byShape.isoZoned ?? 0);
  if (iso >= enough) return time('isoZoned', 'isoZoned', filled - iso);
  // A column of one constant, such as 0, is a number, too; ids such as 00123 are names.
  if (numbers >= enough && counts.leadingZeros === 0) return numberKind(counts, filled - numbers);
  const written = numbers + sum(numberShapes.map((shape) => byShape[shape] ?? 0));
  if (written >= enough && counts.leadingZeros === 0 && written > numbers)
    return { ...plain('number'), shape: mostOf(numberShapes, counts), odd: Math.max(0, filled - written) };
  const shape = shapeNames.find((name) => (byShape[name] ?? 0) >= enough && name !== 'number') ?? null;
  return { ...plain('text'), shape, odd: shape === null ? 0 : filled - byShape[shape]! };
}

function formOf(shape: ShapeName, { firstIsDay, secondIsDay }: Counts): TimeForm {
  if (shape !== 'slash') return shape as TimeForm;
  if (firstIsDay > 0 && secondIsDay > 0) return 'mixedOrder';
  if (firstIsDay > 0) return 'dayFirst';
  return secondIsDay > 0 ? 'monthFirst' : 'dayOrMonthFirst';
}

function mostOf(names: readonly ShapeName[], { byShape }: Counts): ShapeName {
  return names.reduce((best, name) => ((byShape[name] ?? 0) > (byShape[best] ?? 0) ? name : best));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
