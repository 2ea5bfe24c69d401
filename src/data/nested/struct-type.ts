/** Reads DuckDB's names of nested types. */

/** What a type holds below itself. */
export type NestedType =
  /** A record: types of its fields by name. */
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, string> }
  /** A list of values of one type. */
  | { readonly kind: 'list'; readonly of: string }
  /** Keys and values of one type each. */
  | { readonly kind: 'map'; readonly of: string }
  /** Text that may hold JSON. */
  | { readonly kind: 'json' }
  | { readonly kind: 'plain' };

/** @param type as DESCRIBE prints it, e.g. `STRUCT(a BIGINT, "x.y" VARCHAR[])` */
export function nestedType(type: string): NestedType {
  if (type.endsWith('[]')) return { kind: 'list', of: type.slice(0, -2) };
  if (/^(VARCHAR|JSON)$/.test(type)) return { kind: 'json' };
  const inner = /^(STRUCT|MAP)\((.*)\)$/s.exec(type);
  if (inner === null) return { kind: 'plain' };
  const parts = topLevelParts(inner[2]!);
  if (inner[1] === 'MAP') return { kind: 'map', of: parts[1] ?? 'VARCHAR' };
  return { kind: 'record', fields: new Map(parts.map(fieldOf)) };
}

/** The parts between the commas that stand in no brackets or quotes. */
function topLevelParts(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: found, index } of text.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]/g)) {
    if (found === '(') depth++;
    else if (found === ')') depth--;
    else if (found === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

function fieldOf(part: string): readonly [name: string, type: string] {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(part);
  if (quoted !== null) return [quoted[1]!.replaceAll('""', '"'), quoted[2]!];
  const space = part.indexOf(' ');
  return [part.slice(0, space), part.slice(space + 1)];
}
