import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { Table, type TableData } from '../parts/table.js';
import { texts } from '../words.js';

/** What every chart says of itself. */
export interface FigureText {
  readonly title: string;
  readonly description: string;
  /** The same numbers as a table. */
  readonly table: TableData;
}

interface Props extends FigureText {
  /** Fixed, or by the width. */
  readonly height: number | ((width: number) => number);
  /** Draws into a width in CSS pixels: text keeps its size however narrow the page is. */
  readonly draw: (width: number) => JSX.Element;
  readonly legend?: ComponentChildren;
  /** Below the picture. */
  readonly note?: ComponentChildren;
}

/** A picture with its name, description, legend and table. */
export function Figure({ title, description, table, height, draw, legend, note }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const id = useId();
  const tall = typeof height === 'number' ? height : height(width);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    watcher.observe(holder.current!);
    return () => watcher.disconnect();
  }, []);
  return (
    <figure class="card chart">
      <figcaption>
        <p class="title">{title}</p>
        <p>{description}</p>
      </figcaption>
      <div class="holder" ref={holder}>
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${tall}`}
            width={width}
            height={tall}
            role="img"
            aria-labelledby={`${id}t ${id}d`}
          >
            <title id={`${id}t`}>{title}</title>
            <desc id={`${id}d`}>{description}</desc>
            {draw(width)}
          </svg>
        )}
      </div>
      {legend}
      {note}
      <details>
        <summary>{texts.value.frame.table}</summary>
        <Table {...table} label={title} />
      </details>
    </figure>
  );
}

/** Names of lines or colours with their keys. */
export function Legend({
  items,
}: {
  readonly items: readonly (readonly [className: string, name: string])[];
}) {
  return (
    <ul class="legend">
      {items.map(([className, name]) => (
        <li key={className}>
          <svg class={`key ${className}`} width="22" height="10" aria-hidden="true">
            <rect class="band" x="0" y="0" width="22" height="10" />
            <line class="line" x1="0" x2="22" y1="5" y2="5" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
