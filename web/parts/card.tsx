import type { ComponentChildren } from 'preact';

/** A number that people look at first, with what it means. */
export function Headline({
  name,
  value,
  sub,
  empty,
}: {
  readonly name: string;
  readonly value: string | null;
  readonly sub?: ComponentChildren;
  readonly empty: string;
}) {
  return (
    <div class="card kpi">
      <p class="name">{name}</p>
      {value === null ? <p class="empty">{empty}</p> : <p class="value">{value}</p>}
      {value !== null && sub !== undefined && <p class="sub">{sub}</p>}
    </div>
  );
}

/** A part of a page under a heading. */
export function Part({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section>
      <h2>{title}</h2>
      {text !== undefined && <p class="about">{text}</p>}
      {children}
    </section>
  );
}

/** A sentence in place of a picture that would be blank. */
export const Empty = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="card empty">{children}</p>
);
