import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { texts } from '../words.js';

/** A table: the first column names the row. */
export interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Columns with texts, by number; all others are numbers. @default only the first */
  readonly textColumns?: readonly number[];
}

/** A table that scrolls in itself where it is wider than the page, also by the keyboard; it says so. */
export function Table({ head, rows, textColumns = [], label }: TableData & { readonly label: string }) {
  const region = useRef<HTMLElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const element = region.current!;
    const watcher = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth + 1));
    watcher.observe(element);
    watcher.observe(element.firstElementChild!);
    return () => watcher.disconnect();
  }, []);
  const kind = (column: number): string => (column === 0 || textColumns.includes(column) ? '' : 'n');
  return (
    <>
      {isWide && <p class="sideways">{texts.value.frame.sideways}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section ref={region} class="scroll" aria-label={label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {head.map((text, i) => (
                <th key={text} scope="col" class={kind(i)}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...rest], row) => (
              // Rows have no name of their own: two days may have the same numbers.
              <tr key={row}>
                <th scope="row">{first}</th>
                {rest.map((cell, i) => (
                  <td key={head[i + 1]} class={kind(i + 1)}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
