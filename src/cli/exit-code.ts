/** Exit codes of the public contract. */
export const exitCode = { ok: 0, gateFailed: 1, badInput: 2, tryLater: 75 } as const;
