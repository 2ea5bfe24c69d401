/** Words that end messages where a reply is nothing else. */
const whole: ReadonlySet<string> = new Set(['t', 'td', 'stop', 'unsubscribe']);
/** Words that end messages wherever a reply has them. */
const anywhere: readonly string[] = ['退订', '退訂'];

/**
 * Whether a reply ends messages: 退订 anywhere in it, or T, TD, STOP or UNSUBSCRIBE alone, in any width and case and with any
 * signs around it. A reply that merely begins with T is none.
 */
export function endsMessages(reply: string): boolean {
  const text = reply.normalize('NFKC').toLowerCase();
  if (anywhere.some((word) => text.replaceAll(/\s/g, '').includes(word))) return true;
  return whole.has(text.replaceAll(/[^\p{L}\p{N}]/gu, ''));
}
