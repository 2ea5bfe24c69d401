import type {
  Bilingual,
  MetricRecord,
  NotComputableRecord,
  ReasonRecord,
  SequentialRecord,
} from '../records/records.js';

/** Smallest p told as a number. */
const smallestP = 1e-300;

export function reason(code: string, weighs: ReasonRecord['weighs'], zh: string, en: string): ReasonRecord {
  return { code, weighs, text: { zh, en } };
}

/** A p after its name: `= 0.0123`, `= 2.0e-15` or `< 1e-300`. */
function relationOf(p: number): string {
  if (p < smallestP) return '< 1e-300';
  return `= ${p < 1e-4 ? p.toExponential(1) : p.toFixed(4)}`;
}

export function gainOf(record: MetricRecord): number {
  return record.direction === 'increase' ? record.difference : -record.difference;
}

/**
 * What the primary metric says: its direction is that of the look whose statistic crossed. Where the difference has
 * the opposite sign by now a second reason says so, and a win so contradicted does not ship.
 */
export function primaryReasons(
  primary: MetricRecord,
  sequence: SequentialRecord | undefined,
): readonly ReasonRecord[] {
  const { name, effectDirection, direction } = primary;
  const p = relationOf(sequence?.adjustedP ?? primary.adjustedP);
  const pName = nameOfP(primary);
  if (effectDirection === null)
    return [
      reason(
        'primary-undecided',
        'neutral',
        `主指标 ${name} 未显著（${pName.zh} ${p}${sequence ? '，未越过序贯边界' : ''}）`,
        `primary ${name} is not significant (${pName.en} ${p}${sequence ? ', sequential boundary not crossed' : ''})`,
      ),
    ];
  const better = effectDirection === direction;
  const found = better
    ? reason(
        'primary-better',
        'for',
        `主指标 ${name} 显著改善（${pName.zh} ${p}）`,
        `primary ${name} is significantly better (${pName.en} ${p})`,
      )
    : reason(
        'primary-worse',
        'against',
        `主指标 ${name} 显著变差（${pName.zh} ${p}）`,
        `primary ${name} is significantly worse (${pName.en} ${p})`,
      );
  return [found, ...reversed(primary, sequence)];
}

/** The p that decided, by the name it has in the report's tables. */
function nameOfP({ sequential, adjustedP, p }: MetricRecord): Bilingual {
  if (sequential) return { zh: '序贯 p', en: 'sequential p' };
  return adjustedP === p ? { zh: '未校正 p', en: 'plain p' } : { zh: '校正 p', en: 'adjusted p' };
}

function reversed(primary: MetricRecord, sequence: SequentialRecord | undefined): readonly ReasonRecord[] {
  const { name, difference, effectDirection } = primary;
  const agrees = effectDirection === 'increase' ? difference >= 0 : difference <= 0;
  if (agrees || sequence === undefined) return [];
  const look = sequence.stoppedAt;
  return [
    reason(
      'primary-reversed',
      'against',
      `主指标 ${name} 在第 ${look} 次观测越过边界，但现在的差异方向相反（${difference.toPrecision(3)}）：不能据此上线`,
      `primary ${name} crossed its boundary at look ${look}, but the difference now has the opposite sign (${difference.toPrecision(3)}): nothing to ship on`,
    ),
  ];
}

/** A metric without a result decides nothing, and what asks for it waits. */
export function missingReason({ name, role, reason: why }: NotComputableRecord): ReasonRecord {
  const label: Bilingual =
    role === 'oec'
      ? { zh: 'OEC', en: 'the OEC' }
      : role === 'guardrail'
        ? { zh: `守门指标 ${name}`, en: `guardrail ${name}` }
        : { zh: `主指标 ${name}`, en: `primary ${name}` };
  const code = role === 'guardrail' ? 'guardrail-undecided' : `${role}-not-computable`;
  return reason(
    code,
    'neutral',
    `${label.zh} 无法计算：${why.text.zh}`,
    `${label.en} cannot be computed: ${why.text.en}`,
  );
}

export function guardrailReason(record: MetricRecord): ReasonRecord {
  const { status, margin, power, reason: why } = record.guardrail!;
  if (why !== null)
    return reason(
      'guardrail-undecided',
      'neutral',
      `守门指标 ${record.name} 无法判断：${why.text.zh}`,
      `guardrail ${record.name} cannot be judged: ${why.text.en}`,
    );
  const shown = margin.toPrecision(3);
  if (status === 'passed')
    return reason(
      'guardrail-passed',
      'for',
      `守门指标 ${record.name} 非劣（界值 ${shown}）`,
      `guardrail ${record.name} is not inferior (margin ${shown})`,
    );
  if (status === 'harmed')
    return reason(
      'guardrail-harmed',
      'against',
      `守门指标 ${record.name} 显著变差`,
      `guardrail ${record.name} is significantly worse`,
    );
  return reason(
    'guardrail-undecided',
    'neutral',
    `守门指标 ${record.name} 尚不能排除 ${shown} 的损害（功效 ${(100 * power).toFixed(0)} %）`,
    `guardrail ${record.name}: harm of ${shown} is not ruled out yet (power ${(100 * power).toFixed(0)} %)`,
  );
}

export function oecReason(record: MetricRecord): ReasonRecord {
  const interval = `[${record.low?.toPrecision(3)}, ${record.high?.toPrecision(3)}]`;
  return record.difference > 0
    ? reason('oec-better', 'for', `OEC 为正，区间 ${interval}`, `the OEC is positive, interval ${interval}`)
    : reason(
        'oec-worse',
        'against',
        `OEC 不为正，区间 ${interval}`,
        `the OEC is not positive, interval ${interval}`,
      );
}
