/** node:crypto, loaded when it is first needed: with it, `import 'winback'` would take some 4 ms longer. */
export const nodeCrypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');

/** The SHA-256 of a text or of bytes, in hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string =>
  nodeCrypto().createHash('sha256').update(content).digest('hex');
