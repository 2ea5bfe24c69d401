/** Whether a text has no half of a surrogate pair, which UTF-8 cannot hold: what is written in its place is another text. */
export const isWellFormed = (text: string): boolean =>
  // Node.js has it from version 20 on; the types of ES2023 do not.
  (text as string & { isWellFormed(): boolean }).isWellFormed();
