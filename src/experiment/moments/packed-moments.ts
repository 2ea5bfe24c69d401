import type { GroupMoments } from '../../stats/moments.js';
import type { JointMoments } from './moments.js';

/** The native kernel's moments of one group as the experiment keeps them. */
export function packedMoments({ rows, means, comoments }: GroupMoments): JointMoments {
  const size = means.length;
  const cross: number[] = [];
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) cross.push(comoments[i * size + j]!);
  return { n: rows, mean: [...means], cross };
}
