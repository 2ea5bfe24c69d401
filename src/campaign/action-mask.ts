/** A set of actions: bit j is action j. */

/** Every action there can be. */
export const everyAction = 0xffff_ffff;

/** The first `count` actions, at most 32. */
export function firstActions(count: number): number {
  return count === 32 ? everyAction : 2 ** count - 1;
}

export function hasAction(mask: number, action: number): boolean {
  return ((mask >>> action) & 1) === 1;
}

export function withAction(mask: number, action: number): number {
  return (mask | (1 << action)) >>> 0;
}

export function withoutAction(mask: number, action: number): number {
  return (mask & ~(1 << action)) >>> 0;
}
